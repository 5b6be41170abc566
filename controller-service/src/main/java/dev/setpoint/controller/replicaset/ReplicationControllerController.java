package dev.setpoint.controller.replicaset;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.controller.Controller;
import dev.setpoint.common.controller.Result;
import dev.setpoint.common.controller.Watch;
import dev.setpoint.common.events.EventWriter;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.ReplicationControllerBuilder;
import io.fabric8.kubernetes.api.model.ReplicationControllerStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import java.time.Clock;
import java.util.List;
import org.springframework.stereotype.Component;

/** Keeps the number of a ReplicationController's Pods, as if it were a ReplicaSet. */
@Component
final class ReplicationControllerController implements Controller {

  private final ReplicaLoop<ReplicationController> loop;

  ReplicationControllerController(
      Informers informers, ApiClient api, EventWriter events, Clock clock) {
    this.loop =
        new ReplicaLoop<>(
            new Controllers(), informers, api, events.recorder("replication-controller"), clock);
  }

  /** The status of both kinds has the same fields. */
  private static final class Controllers implements ReplicaLoop.Kind<ReplicationController> {
    @Override
    public Class<ReplicationController> model() {
      return ReplicationController.class;
    }

    @Override
    public ReplicaSet view(ReplicationController owner) {
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
    public ReplicationController withStatus(ReplicationController owner, ReplicaSetStatus status) {
      return new ReplicationControllerBuilder(owner)
          .withStatus(KubeJson.toTyped(KubeJson.toTree(status), ReplicationControllerStatus.class))
          .build();
    }
  }

  @Override
  public String name() {
    return "replicationcontroller-controller";
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
