package dev.setpoint.scheduler.gang;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** What a PodGroup's status says about its gang. */
public final class GangStatus {

  private static final String SCHEDULED = "Scheduled";

  private GangStatus() {}

  /**
   * @param why why the gang waits, as told at the last attempt; may be empty
   */
  public static PodGroup.Status of(PodGroup group, Gang gang, String why, Instant now) {
    boolean scheduled = gang.bound().size() >= group.minMember();
    boolean enough = gang.members() >= group.minMember();
    String reason = scheduled ? SCHEDULED : enough ? "Unschedulable" : "WaitingForPods";
    String message =
        scheduled || why.isEmpty()
            ? "%d of the %d pods that start together are bound"
                .formatted(gang.bound().size(), group.minMember())
            : why;
    return new PodGroup.Status(
        scheduled ? SCHEDULED : "Pending",
        gang.members(),
        gang.bound().size(),
        group.getMetadata().getGeneration(),
        List.of(condition(group, scheduled, reason, message, now)));
  }

  /** The transition time moves only with the status. */
  private static Condition condition(
      PodGroup group, boolean scheduled, String reason, String message, Instant now) {
    String status = scheduled ? "True" : "False";
    String since = now.truncatedTo(ChronoUnit.SECONDS).toString();
    if (group.getStatus() != null && group.getStatus().conditions() != null) {
      for (Condition before : group.getStatus().conditions()) {
        if (SCHEDULED.equals(before.getType()) && status.equals(before.getStatus())) {
          since = before.getLastTransitionTime();
        }
      }
    }
    return new ConditionBuilder()
        .withType(SCHEDULED)
        .withStatus(status)
        .withReason(reason)
        .withMessage(message)
        .withObservedGeneration(group.getMetadata().getGeneration())
        .withLastTransitionTime(since)
        .build();
  }
}
