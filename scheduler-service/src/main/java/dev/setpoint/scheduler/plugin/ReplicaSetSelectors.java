package dev.setpoint.scheduler.plugin;

import dev.setpoint.common.informer.Store;
import dev.setpoint.scheduler.snapshot.LabelMatcher;
import dev.setpoint.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.Optional;

/** The siblings of a Pod are those its ReplicaSet selects. */
public final class ReplicaSetSelectors implements WorkloadSelectors {

  private final Store<ReplicaSet> replicaSets;

  public ReplicaSetSelectors(Store<ReplicaSet> replicaSets) {
    this.replicaSets = replicaSets;
  }

  @Override
  public Optional<LabelMatcher> of(PodInfo pod) {
    for (OwnerReference owner : pod.metadata().getOwnerReferences()) {
      if (Boolean.TRUE.equals(owner.getController()) && "ReplicaSet".equals(owner.getKind())) {
        ReplicaSet set = replicaSets.get(pod.key().namespace(), owner.getName());
        return set == null || set.getSpec() == null
            ? Optional.empty()
            : Optional.of(LabelMatcher.of(set.getSpec().getSelector()));
      }
    }
    return Optional.empty();
  }
}
