package dev.setpoint.common.workload;

import dev.setpoint.common.resource.LabelSelectors;
import dev.setpoint.common.resource.Owners;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which Pods an owner has, which it should take in and which it should let go, as
 * PodControllerRefManager decides.
 */
public record PodClaims(List<Pod> owned, List<Pod> adopt, List<Pod> release) {

  public static PodClaims of(
      HasMetadata owner, @Nullable LabelSelector selector, List<Pod> candidates) {
    boolean going = Owners.isDeleting(owner);
    List<Pod> owned = new ArrayList<>();
    List<Pod> adopt = new ArrayList<>();
    List<Pod> release = new ArrayList<>();
    for (Pod pod : candidates) {
      OwnerReference controller = Owners.controllerOf(pod);
      boolean matches = LabelSelectors.matches(selector, pod.getMetadata().getLabels());
      if (controller == null) {
        if (matches && !going && !Owners.isDeleting(pod)) {
          adopt.add(pod);
        }
      } else if (controller.getUid().equals(owner.getMetadata().getUid())) {
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
