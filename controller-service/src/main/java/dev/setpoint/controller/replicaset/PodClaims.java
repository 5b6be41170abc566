package dev.setpoint.controller.replicaset;

import dev.setpoint.common.resource.LabelSelectors;
import dev.setpoint.common.resource.Owners;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.ArrayList;
import java.util.List;

/**
 * Which Pods a ReplicaSet has, which it should take in and which it should let go, as
 * PodControllerRefManager decides.
 */
record PodClaims(List<Pod> owned, List<Pod> adopt, List<Pod> release) {

  static PodClaims of(ReplicaSet set, List<Pod> candidates) {
    boolean going = Owners.isDeleting(set);
    List<Pod> owned = new ArrayList<>();
    List<Pod> adopt = new ArrayList<>();
    List<Pod> release = new ArrayList<>();
    for (Pod pod : candidates) {
      OwnerReference controller = Owners.controllerOf(pod);
      boolean matches =
          LabelSelectors.matches(set.getSpec().getSelector(), pod.getMetadata().getLabels());
      if (controller == null) {
        if (matches && !going && !Owners.isDeleting(pod)) {
          adopt.add(pod);
        }
      } else if (controller.getUid().equals(set.getMetadata().getUid())) {
        if (matches) {
          owned.add(pod);
        } else if (!going) {
          release.add(pod);
        }
      }
    }
    return new PodClaims(owned, adopt, release);
  }
}
