package dev.setpoint.common.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a Pod's state, by the rules of Kubernetes' pkg/api/v1/pod. */
public final class PodStates {

  private PodStates() {}

  public static String phase(Pod pod) {
    return pod.getStatus() == null || pod.getStatus().getPhase() == null
        ? ""
        : pod.getStatus().getPhase();
  }

  /** Succeeded or Failed: its containers will not run again. */
  public static boolean isTerminal(Pod pod) {
    return phase(pod).equals("Succeeded") || phase(pod).equals("Failed");
  }

  /** Neither terminal nor being deleted. */
  public static boolean isActive(Pod pod) {
    return !isTerminal(pod) && pod.getMetadata().getDeletionTimestamp() == null;
  }

  public static @Nullable PodCondition condition(Pod pod, String type) {
    List<PodCondition> conditions =
        pod.getStatus() == null ? null : pod.getStatus().getConditions();
    if (conditions != null) {
      for (PodCondition condition : conditions) {
        if (type.equals(condition.getType())) {
          return condition;
        }
      }
    }
    return null;
  }

  public static boolean isReady(Pod pod) {
    PodCondition ready = condition(pod, "Ready");
    return ready != null && "True".equals(ready.getStatus());
  }

  /** Since when the Pod is ready; null if it is not. */
  public static @Nullable Instant readySince(Pod pod) {
    PodCondition ready = condition(pod, "Ready");
    return ready != null && "True".equals(ready.getStatus())
        ? time(ready.getLastTransitionTime())
        : null;
  }

  /** Ready for at least {@code minReadySeconds}. */
  public static boolean isAvailable(Pod pod, int minReadySeconds, Instant now) {
    if (!isReady(pod)) {
      return false;
    }
    return minReadySeconds == 0 || availableIn(pod, minReadySeconds, now).isZero();
  }

  /** How long until a ready Pod is available; zero once it is. */
  public static Duration availableIn(Pod pod, int minReadySeconds, Instant now) {
    Instant since = readySince(pod);
    if (since == null) {
      return Duration.ofSeconds(minReadySeconds);
    }
    Duration left = Duration.between(now, since.plusSeconds(minReadySeconds));
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** Reads a timestamp of the API; null stays null. */
  public static @Nullable Instant time(@Nullable String text) {
    return text == null || text.isEmpty() ? null : java.time.OffsetDateTime.parse(text).toInstant();
  }
}
