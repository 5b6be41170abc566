package dev.setpoint.controller.replicaset;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.events.EventWriter;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.json.KubeJson;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.ReplicationControllerBuilder;
import io.fabric8.kubernetes.api.model.ReplicationControllerStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import java.time.Clock;
import org.springframework.stereotype.Component;

/**
 * Keeps the number of a ReplicationController's Pods, as if it were a ReplicaSet: the status of
 * both kinds has the same fields.
 */
@Component
final class ReplicationControllerController extends ReplicaLoop<ReplicationController> {

  ReplicationControllerController(
      Informers informers, ApiClient api, EventWriter events, Clock clock) {
    super(
        ReplicationController.class,
        informers,
        api,
        events.recorder("replication-controller"),
        clock);
  }

  @Override
  public String name() {
    return "replicationcontroller-controller";
  }

  @Override
  ReplicaSet view(ReplicationController owner) {
    var spec = owner.getSpec();
    return new ReplicaSetBuilder()
        .withMetadata(owner.getMetadata())
        .withNewSpec()
        .withReplicas(spec.getReplicas())
        .withMinReadySeconds(spec.getMinReadySeconds())
        .withNewSelector()
        .withMatchLabels(spec.getSelector())
        .endSelector()
        .withTemplate(spec.getTemplate())
        .endSpec()
        .withStatus(
            owner.getStatus() == null
                ? null
                : KubeJson.toTyped(KubeJson.toTree(owner.getStatus()), ReplicaSetStatus.class))
        .build();
  }

  @Override
  ReplicationController withStatus(ReplicationController owner, ReplicaSetStatus status) {
    return new ReplicationControllerBuilder(owner)
        .withStatus(KubeJson.toTyped(KubeJson.toTree(status), ReplicationControllerStatus.class))
        .build();
  }
}
