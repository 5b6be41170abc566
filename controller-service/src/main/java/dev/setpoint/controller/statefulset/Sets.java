package dev.setpoint.controller.statefulset;

import dev.setpoint.common.pod.PodStates;
import dev.setpoint.common.resource.Owners;
import dev.setpoint.common.workload.Revisions;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetPersistentVolumeClaimRetentionPolicy;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads StatefulSets and their Pods. */
final class Sets {

  static final int NOT_A_MEMBER = -1;

  private Sets() {}

  static int replicas(StatefulSet set) {
    return number(set.getSpec().getReplicas(), 1);
  }

  static int start(StatefulSet set) {
    return set.getSpec().getOrdinals() == null
        ? 0
        : number(set.getSpec().getOrdinals().getStart(), 0);
  }

  static int end(StatefulSet set) {
    return start(set) + replicas(set);
  }

  static boolean isOrdered(StatefulSet set) {
    return !"Parallel".equals(set.getSpec().getPodManagementPolicy());
  }

  static boolean isRolling(StatefulSet set) {
    return set.getSpec().getUpdateStrategy() == null
        || !"OnDelete".equals(set.getSpec().getUpdateStrategy().getType());
  }

  /** How many of the first Pods an update leaves alone; null where none is said. */
  static @Nullable Integer partition(StatefulSet set) {
    return set.getSpec().getUpdateStrategy() == null
            || set.getSpec().getUpdateStrategy().getRollingUpdate() == null
        ? null
        : number(set.getSpec().getUpdateStrategy().getRollingUpdate().getPartition(), 0);
  }

  static int minReadySeconds(StatefulSet set) {
    return number(set.getSpec().getMinReadySeconds(), 0);
  }

  static boolean deletesClaimsWhenScaled(StatefulSet set) {
    StatefulSetPersistentVolumeClaimRetentionPolicy policy =
        set.getSpec().getPersistentVolumeClaimRetentionPolicy();
    return policy != null && "Delete".equals(policy.getWhenScaled());
  }

  static boolean deletesClaimsWhenDeleted(StatefulSet set) {
    StatefulSetPersistentVolumeClaimRetentionPolicy policy =
        set.getSpec().getPersistentVolumeClaimRetentionPolicy();
    return policy != null && "Delete".equals(policy.getWhenDeleted());
  }

  /** The number at the end of a Pod's name; {@link #NOT_A_MEMBER} where it isn't the set's name. */
  static int ordinal(StatefulSet set, Pod pod) {
    String name = pod.getMetadata().getName();
    String prefix = set.getMetadata().getName() + "-";
    String digits = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
    if (digits.isEmpty()
        || digits.length() > 9
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return NOT_A_MEMBER;
    }
    return Integer.parseInt(digits);
  }

  static String revision(Pod pod) {
    Map<String, String> labels = pod.getMetadata().getLabels();
    return labels == null ? "" : labels.getOrDefault(Revisions.LABEL, "");
  }

  static boolean isRunningAndReady(Pod pod) {
    return PodStates.phase(pod).equals("Running") && PodStates.isReady(pod);
  }

  static boolean isAvailable(StatefulSet set, Pod pod, Instant now) {
    return isRunningAndReady(pod) && PodStates.isAvailable(pod, minReadySeconds(set), now);
  }

  static boolean isHealthy(Pod pod) {
    return isRunningAndReady(pod) && !Owners.isDeleting(pod);
  }

  static int number(@Nullable Integer number, int otherwise) {
    return number == null ? otherwise : number;
  }
}
