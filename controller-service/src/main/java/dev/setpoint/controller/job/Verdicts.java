package dev.setpoint.controller.job;

import dev.setpoint.common.pod.PodStates;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.SuccessPolicyRule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a Job has what it wanted, or can't get it any more, and why. */
final class Verdicts {

  static final String SUCCESS = "SuccessCriteriaMet";
  static final String FAILURE = "FailureTarget";

  private Verdicts() {}

  /**
   * @param type {@link #SUCCESS} or {@link #FAILURE}: the Job ends as soon as its Pods have
   */
  record Verdict(String type, String reason, String message) {
    boolean failed() {
      return type.equals(FAILURE);
    }
  }

  private static Verdict failure(String reason, String message) {
    return new Verdict(FAILURE, reason, message);
  }

  /** Null while the Job goes on. */
  static @Nullable Verdict of(
      Job job, List<JobCondition> conditions, List<Pod> pods, Tally tally, Instant now) {
    for (JobCondition condition : conditions) {
      boolean decided = condition.getType().equals(SUCCESS) || condition.getType().equals(FAILURE);
      if (decided && condition.getStatus().equals("True")) {
        return new Verdict(condition.getType(), condition.getReason(), condition.getMessage());
      }
    }
    for (Pod pod : pods) {
      if (job.getSpec().getPodFailurePolicy() != null && JobPods.hasFailed(pod, job)) {
        FailurePolicy.Verdict verdict = FailurePolicy.of(job, pod);
        if (verdict.action() == FailurePolicy.Action.FAIL_JOB) {
          return failure("PodFailurePolicy", verdict.message());
        }
      }
    }
    if (tally.failed() > Specs.backoffLimit(job) || restartedTooOften(job, pods)) {
      return failure("BackoffLimitExceeded", "Job has reached the specified backoff limit");
    }
    Duration left = timeLeft(job, now);
    if (left != null && !left.isPositive()) {
      return failure("DeadlineExceeded", "Job was active longer than specified deadline");
    }
    return ofIndexes(job, tally);
  }

  private static @Nullable Verdict ofIndexes(Job job, Tally tally) {
    if (!Specs.isIndexed(job)) {
      return null;
    }
    if (Specs.countsPerIndex(job)) {
      int failed = tally.failedIndexes().size();
      Integer most = job.getSpec().getMaxFailedIndexes();
      if (most != null && failed > most) {
        return failure(
            "MaxFailedIndexesExceeded",
            "Job has exceeded the specified maximal number of failed indexes");
      }
      if (failed > 0 && failed + tally.completed().size() >= Specs.indexes(job)) {
        return failure("FailedIndexes", "Job has failed indexes");
      }
    }
    if (job.getSpec().getSuccessPolicy() == null) {
      return null;
    }
    List<SuccessPolicyRule> rules = job.getSpec().getSuccessPolicy().getRules();
    for (int i = 0; i < rules.size(); i++) {
      if (isMet(rules.get(i), tally.completed(), Specs.indexes(job))) {
        return new Verdict(SUCCESS, "SuccessPolicy", "Matched rules at index " + i);
      }
    }
    return null;
  }

  private static boolean isMet(SuccessPolicyRule rule, Indexes completed, int indexes) {
    Integer count = rule.getSucceededCount();
    if (rule.getSucceededIndexes() == null) {
      return count != null && completed.size() >= count;
    }
    Indexes wanted = Indexes.parse(rule.getSucceededIndexes(), indexes);
    return wanted.common(completed) >= (count == null ? wanted.size() : count);
  }

  /** Of Pods that restart their containers, the restarts count. */
  private static boolean restartedTooOften(Job job, List<Pod> pods) {
    if (!"OnFailure".equals(job.getSpec().getTemplate().getSpec().getRestartPolicy())) {
      return false;
    }
    int restarts =
        pods.stream()
            .filter(pod -> List.of("Running", "Pending").contains(PodStates.phase(pod)))
            .mapToInt(JobPods::restarts)
            .sum();
    int limit = Specs.backoffLimit(job);
    return limit == 0 ? restarts > 0 : restarts >= limit;
  }

  /** How long the Job may go on; null for ever. */
  static @Nullable Duration timeLeft(Job job, Instant now) {
    Long seconds = job.getSpec().getActiveDeadlineSeconds();
    Instant start = job.getStatus() == null ? null : PodStates.time(job.getStatus().getStartTime());
    return seconds == null || start == null || Specs.isSuspended(job)
        ? null
        : Duration.between(now, start.plusSeconds(seconds));
  }
}
