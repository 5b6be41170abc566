package dev.setpoint.controller.job;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import org.jspecify.annotations.Nullable;

/** Reads a Job's spec, with the values it has where it says none. */
final class Specs {

  static final String OURS = "kubernetes.io/job-controller";

  private Specs() {}

  static boolean isOurs(Job job) {
    String manager = job.getSpec().getManagedBy();
    return manager == null || manager.equals(OURS);
  }

  static boolean isIndexed(Job job) {
    return "Indexed".equals(job.getSpec().getCompletionMode());
  }

  /** How many Pods must succeed; null where one that does ends the Job. */
  static @Nullable Integer completions(Job job) {
    return job.getSpec().getCompletions();
  }

  /** One more than the highest index there may be. */
  static int indexes(Job job) {
    Integer completions = completions(job);
    return isIndexed(job) && completions != null ? completions : 0;
  }

  static int parallelism(Job job) {
    return number(job.getSpec().getParallelism(), 1);
  }

  static int backoffLimit(Job job) {
    return number(job.getSpec().getBackoffLimit(), countsPerIndex(job) ? Integer.MAX_VALUE : 6);
  }

  static boolean countsPerIndex(Job job) {
    return isIndexed(job) && job.getSpec().getBackoffLimitPerIndex() != null;
  }

  static int backoffLimitPerIndex(Job job) {
    return number(job.getSpec().getBackoffLimitPerIndex(), 0);
  }

  static boolean isSuspended(Job job) {
    return Boolean.TRUE.equals(job.getSpec().getSuspend());
  }

  /** Whether a Pod that is going is replaced only when it has gone. */
  static boolean replacesFailedOnly(Job job) {
    return "Failed".equals(job.getSpec().getPodReplacementPolicy())
        || job.getSpec().getPodFailurePolicy() != null;
  }

  static int number(@Nullable Integer number, int otherwise) {
    return number == null ? otherwise : number;
  }
}
