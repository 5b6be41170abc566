package dev.setpoint.controller.job;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Job's conditions as they are to be. */
final class JobConditions {

  private final List<JobCondition> conditions = new ArrayList<>();
  private final Instant now;

  JobConditions(Job job, Instant now) {
    this.now = now;
    if (job.getStatus() != null && job.getStatus().getConditions() != null) {
      conditions.addAll(job.getStatus().getConditions());
    }
  }

  List<JobCondition> list() {
    return conditions;
  }

  /** Whether that changed anything. */
  boolean set(String type, boolean value, String reason, String message) {
    String status = value ? "True" : "False";
    for (int i = 0; i < conditions.size(); i++) {
      if (conditions.get(i).getType().equals(type)) {
        if (conditions.get(i).getStatus().equals(status)) {
          return false;
        }
        conditions.set(i, make(type, status, reason, message));
        return true;
      }
    }
    conditions.add(make(type, status, reason, message));
    return true;
  }

  /** What never was true is not worth denying. */
  boolean unset(String type, String reason, String message) {
    return conditions.stream().anyMatch(c -> c.getType().equals(type))
        && set(type, false, reason, message);
  }

  private JobCondition make(String type, String status, String reason, String message) {
    return new JobConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(reason)
        .withMessage(message)
        .withLastProbeTime(text(now))
        .withLastTransitionTime(text(now))
        .build();
  }

  static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  static @Nullable JobCondition ended(@Nullable List<JobCondition> conditions) {
    return conditions == null
        ? null
        : conditions.stream()
            .filter(c -> c.getType().equals("Complete") || c.getType().equals("Failed"))
            .filter(c -> c.getStatus().equals("True"))
            .findFirst()
            .orElse(null);
  }
}
