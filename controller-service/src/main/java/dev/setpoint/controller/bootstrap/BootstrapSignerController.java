package dev.setpoint.controller.bootstrap;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.controller.Controller;
import dev.setpoint.common.controller.KeyQueue;
import dev.setpoint.common.controller.Result;
import dev.setpoint.common.controller.Watch;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.resource.ObjectKey;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Signs the kubeconfig in kube-public/cluster-info with each token that may, so that whoever has a
 * token can tell that it is its cluster's.
 */
@Component
final class BootstrapSignerController implements Controller {

  private static final ObjectKey INFO = new ObjectKey("kube-public", "cluster-info");

  private final Store<Secret> secrets;
  private final ApiClient api;
  private final Clock clock;

  BootstrapSignerController(Informers informers, ApiClient api, Clock clock) {
    this.secrets = informers.informer(Secret.class).store();
    this.api = api;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "bootstrap-signer-controller";
  }

  @Override
  public boolean runsByDefault() {
    return false;
  }

  @Override
  public List<Watch<?>> watches() {
    return List.of(
        Watch.identities(
            ConfigMap.class, (before, after, queue) -> queueIf(INFO::equals, before, after, queue)),
        new Watch<>(
            Secret.class,
            (before, after, queue) ->
                queueIf(
                    key -> key.namespace().equals(BootstrapToken.NAMESPACE),
                    before,
                    after,
                    queue)));
  }

  private static void queueIf(
      Predicate<ObjectKey> wanted,
      @Nullable HasMetadata before,
      @Nullable HasMetadata after,
      KeyQueue queue) {
    HasMetadata object = after == null ? before : after;
    if (object != null && wanted.test(ObjectKey.of(object))) {
      queue.add(INFO);
    }
  }

  @Override
  public int workers() {
    return 1;
  }

  @Override
  public Result reconcile(ObjectKey key) {
    ConfigMap info = api.find(ConfigMap.class, INFO);
    if (info == null || info.getData() == null) {
      return Result.done();
    }
    Instant now = clock.instant();
    List<BootstrapToken> tokens = tokens();
    Map<String, String> signed = Signatures.of(info.getData(), tokens, now);
    if (!signed.equals(info.getData())) {
      api.update(new ConfigMapBuilder(info).withData(signed).build());
    }
    return tokens.stream()
        .filter(token -> token.signsAt(now))
        .map(BootstrapToken::end)
        .filter(Objects::nonNull)
        .min(Instant::compareTo)
        .map(end -> Result.requeueAfter(Duration.between(now, end)))
        .orElseGet(Result::done);
  }

  /** Read one by one, as the cache has no values. */
  private List<BootstrapToken> tokens() {
    List<BootstrapToken> tokens = new ArrayList<>();
    for (Secret cached : secrets.list(BootstrapToken.NAMESPACE)) {
      if (BootstrapToken.TYPE.equals(cached.getType())) {
        Secret secret = api.find(Secret.class, ObjectKey.of(cached));
        if (secret != null) {
          BootstrapToken.of(secret).ifPresent(tokens::add);
        }
      }
    }
    return tokens;
  }
}
