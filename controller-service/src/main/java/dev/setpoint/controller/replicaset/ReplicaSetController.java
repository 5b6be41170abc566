package dev.setpoint.controller.replicaset;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.events.EventWriter;
import dev.setpoint.common.informer.Informers;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import java.time.Clock;
import org.springframework.stereotype.Component;

/** Keeps the number of a ReplicaSet's Pods at what its spec says. */
@Component
final class ReplicaSetController extends ReplicaLoop<ReplicaSet> {

  private static final String NAME = "replicaset-controller";

  ReplicaSetController(Informers informers, ApiClient api, EventWriter events, Clock clock) {
    super(ReplicaSet.class, informers, api, events.recorder(NAME), clock);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  ReplicaSet view(ReplicaSet owner) {
    return owner;
  }

  @Override
  ReplicaSet withStatus(ReplicaSet owner, ReplicaSetStatus status) {
    return new ReplicaSetBuilder(owner).withStatus(status).build();
  }
}
