package dev.setpoint.controller.replicaset;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.controller.Controller;
import dev.setpoint.common.controller.Result;
import dev.setpoint.common.controller.Watch;
import dev.setpoint.common.events.EventWriter;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.resource.ObjectKey;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import java.time.Clock;
import java.util.List;
import org.springframework.stereotype.Component;

/** Keeps the number of a ReplicaSet's Pods at what its spec says. */
@Component
final class ReplicaSetController implements Controller {

  private final ReplicaLoop<ReplicaSet> loop;

  ReplicaSetController(Informers informers, ApiClient api, EventWriter events, Clock clock) {
    this.loop = new ReplicaLoop<>(new Sets(), informers, api, events.recorder(name()), clock);
  }

  private static final class Sets implements ReplicaLoop.Kind<ReplicaSet> {
    @Override
    public Class<ReplicaSet> model() {
      return ReplicaSet.class;
    }

    @Override
    public ReplicaSet view(ReplicaSet owner) {
      return owner;
    }

    @Override
    public ReplicaSet withStatus(ReplicaSet owner, ReplicaSetStatus status) {
      return new ReplicaSetBuilder(owner).withStatus(status).build();
    }
  }

  @Override
  public String name() {
    return "replicaset-controller";
  }

  @Override
  public List<Watch<?>> watches() {
    return loop.watches();
  }

  @Override
  public void stopped() {
    loop.stopped();
  }

  @Override
  public Result reconcile(ObjectKey key) {
    return loop.reconcile(key);
  }
}
