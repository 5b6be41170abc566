package dev.setpoint.controller.bootstrap;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.client.DeleteOptions;
import dev.setpoint.common.controller.Controller;
import dev.setpoint.common.controller.Result;
import dev.setpoint.common.controller.Watch;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.resource.ObjectKey;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/** Deletes bootstrap tokens once they have expired. */
@Component
final class TokenCleanerController implements Controller {

  private final Store<Secret> secrets;
  private final ApiClient api;
  private final Clock clock;

  TokenCleanerController(Informers informers, ApiClient api, Clock clock) {
    this.secrets = informers.informer(Secret.class).store();
    this.api = api;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "token-cleaner-controller";
  }

  @Override
  public boolean runsByDefault() {
    return false;
  }

  @Override
  public List<Watch<?>> watches() {
    return List.of(Watch.own(Secret.class));
  }

  @Override
  public int workers() {
    return 1;
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Secret cached = secrets.get(key);
    if (!key.namespace().equals(BootstrapToken.NAMESPACE)
        || cached == null
        || !BootstrapToken.TYPE.equals(cached.getType())) {
      return Result.done();
    }
    Secret secret = api.find(Secret.class, key); // the cache has no values
    Instant end = secret == null ? null : BootstrapToken.end(secret);
    if (secret == null || end == null) {
      return Result.done();
    }
    Duration left = Duration.between(clock.instant(), end);
    if (left.isPositive()) {
      return Result.requeueAfter(left);
    }
    api.delete(secret, DeleteOptions.ofUid(secret.getMetadata().getUid()));
    return Result.done();
  }
}
