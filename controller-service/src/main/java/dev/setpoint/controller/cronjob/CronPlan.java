package dev.setpoint.controller.cronjob;

import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a CronJob needs.
 *
 * @param delete Jobs to remove first
 * @param create the Job that is due
 * @param status what to write, without the Job that is due
 * @param again when to look again
 */
record CronPlan(
    List<Job> delete,
    @Nullable Job create,
    CronJobStatus status,
    List<Notice> notices,
    @Nullable Duration again) {

  /** What an Event says. */
  record Notice(String type, String reason, String message) {}
}
