package dev.setpoint.controller.job;

import dev.setpoint.common.events.EventRecorder;
import dev.setpoint.common.pod.PodStates;
import dev.setpoint.common.resource.Owners;
import dev.setpoint.common.workload.DeletionRanking;
import dev.setpoint.controller.job.JobPlan.NewPod;
import dev.setpoint.controller.job.JobPlan.Notice;
import dev.setpoint.controller.job.Verdicts.Verdict;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides what a Job that has not ended needs, as syncJob in job_controller.go does. */
final class JobPlanner {

  private static final int BURST = 500;

  private final Job job;
  private final List<Pod> pods;
  private final Instant now;
  private final JobConditions conditions;
  private final Tally tally;
  private final List<Pod> active;
  private final long terminating;
  private final List<Pod> remove = new ArrayList<>();
  private final List<Pod> stop = new ArrayList<>();
  private final List<NewPod> create = new ArrayList<>();
  private final List<Notice> notices = new ArrayList<>();
  private @Nullable Duration again;
  private @Nullable Instant started;

  private JobPlanner(Job job, List<Pod> pods, Instant now) {
    this.job = job;
    this.pods = pods;
    this.now = now;
    this.conditions = new JobConditions(job, now);
    this.tally = new Tally(job, pods);
    this.active = pods.stream().filter(PodStates::isActive).toList();
    this.terminating = pods.stream().filter(JobPods::isTerminating).count();
    this.started = job.getStatus() == null ? null : PodStates.time(job.getStatus().getStartTime());
  }

  /**
   * @param current whether the Pods are all there are: else none is made or removed
   */
  static JobPlan of(Job job, List<Pod> pods, boolean current, Instant now) {
    return new JobPlanner(job, pods, now).plan(current);
  }

  private JobPlan plan(boolean current) {
    if (started == null && !Specs.isSuspended(job)) {
      started = now;
    }
    Verdict verdict = Verdicts.of(job, conditions.list(), pods, tally, now);
    if (verdict != null) {
      stop.addAll(active);
    } else if (current && !Owners.isDeleting(job)) {
      suspendOrResume();
      manage();
      verdict = isComplete() ? reached() : null;
    }
    return finish(verdict);
  }

  private static Verdict reached() {
    return new Verdict(
        Verdicts.SUCCESS, "CompletionsReached", "Reached expected number of succeeded pods");
  }

  private boolean isComplete() {
    Integer completions = Specs.completions(job);
    boolean enough = completions == null ? tally.succeeded() > 0 : tally.succeeded() >= completions;
    return enough && expected() == 0;
  }

  private int expected() {
    return active.size() - remove.size() - stop.size() + create.size();
  }

  private void suspendOrResume() {
    if (Specs.isSuspended(job)) {
      if (conditions.set("Suspended", true, "JobSuspended", "Job suspended")) {
        notices.add(new Notice(EventRecorder.NORMAL, "Suspended", "Job suspended"));
      }
    } else if (conditions.unset("Suspended", "JobResumed", "Job resumed")) {
      notices.add(new Notice(EventRecorder.NORMAL, "Resumed", "Job resumed"));
      started = now; // the deadline counts from here
    }
  }

  private void manage() {
    if (Specs.isSuspended(job)) {
      remove.addAll(active);
      return;
    }
    int wanted = wanted();
    List<Pod> misplaced = misplaced();
    int surplus = Math.max(active.size() - wanted, misplaced.size());
    if (surplus > 0) {
      List<Pod> order = new ArrayList<>(misplaced);
      DeletionRanking.order(active, active, now).stream()
          .filter(pod -> !misplaced.contains(pod))
          .forEach(order::add);
      remove.addAll(order.subList(0, Math.min(surplus, BURST)));
      return;
    }
    long waiting = Specs.replacesFailedOnly(job) ? terminating : 0;
    int missing = (int) Math.min(wanted - waiting - active.size(), BURST);
    if (missing > 0) {
      make(missing);
    }
  }

  private int wanted() {
    Integer completions = Specs.completions(job);
    if (completions == null) {
      return tally.succeeded() > 0 ? active.size() : Specs.parallelism(job);
    }
    int left = completions - tally.succeeded();
    if (Specs.countsPerIndex(job)) {
      left -= tally.failedIndexes().size();
    }
    return Math.max(0, Math.min(left, Specs.parallelism(job)));
  }

  /** Active Pods whose index is done, taken by another, or none at all. */
  private List<Pod> misplaced() {
    List<Pod> misplaced = new ArrayList<>();
    if (Specs.isIndexed(job)) {
      Set<Integer> taken = new HashSet<>();
      for (Pod pod : active) {
        int index = JobPods.index(pod);
        boolean wrong =
            index < 0
                || index >= Specs.indexes(job)
                || tally.completed().contains(index)
                || tally.failedIndexes().contains(index)
                || !taken.add(index);
        if (wrong) {
          misplaced.add(pod);
        }
      }
    }
    return misplaced;
  }

  private void make(int missing) {
    if (!Specs.countsPerIndex(job)) {
      Duration left = Backoff.left(job, pods, now);
      if (left.isPositive()) {
        lookAgain(left);
        return;
      }
    }
    if (!Specs.isIndexed(job)) {
      for (int i = 0; i < missing; i++) {
        create.add(new NewPod(JobPods.NO_INDEX, null));
      }
      return;
    }
    for (int index : freeIndexes(missing)) {
      Pod before = tally.predecessor(index);
      Duration left =
          before == null || !Specs.countsPerIndex(job)
              ? Duration.ZERO
              : Backoff.left(JobPods.failures(before) + 1, JobPods.finishedAt(before, now), now);
      if (left.isPositive()) {
        lookAgain(left);
      } else {
        create.add(new NewPod(index, before));
      }
    }
  }

  private List<Integer> freeIndexes(int missing) {
    Indexes taken = Indexes.none();
    for (Pod pod : pods) {
      boolean holds =
          PodStates.isActive(pod) || (Specs.replacesFailedOnly(job) && JobPods.isTerminating(pod));
      if (holds && JobPods.index(pod) >= 0) {
        taken = taken.with(JobPods.index(pod));
      }
    }
    return Indexes.firstMissing(
        missing, Specs.indexes(job), taken, tally.completed(), tally.failedIndexes());
  }

  private void lookAgain(Duration after) {
    again = again == null || after.compareTo(again) < 0 ? after : again;
  }

  private JobPlan finish(@Nullable Verdict verdict) {
    boolean failed = verdict != null && verdict.failed();
    if (verdict != null) {
      conditions.set(verdict.type(), true, verdict.reason(), verdict.message());
    }
    Tally.Count count = tally.count(failed || Owners.isDeleting(job), verdict != null && !failed);
    JobStatus status =
        new JobStatusBuilder(job.getStatus() == null ? new JobStatus() : job.getStatus()).build();
    count.write(status);
    int running = expected();
    long going = terminating + stop.size() + remove.size();
    status.setActive(running == 0 ? null : running);
    status.setReady(
        (int)
            active.stream()
                .filter(pod -> !remove.contains(pod) && !stop.contains(pod))
                .filter(PodStates::isReady)
                .count());
    status.setTerminating((int) going);
    if (started != null) {
      status.setStartTime(JobConditions.text(started));
    }
    if (verdict != null && running == 0 && going == 0 && count.isSettled()) {
      end(verdict, status);
    }
    status.setConditions(conditions.list());
    Duration left = verdict == null ? Verdicts.timeLeft(job, now) : null;
    if (left != null) {
      lookAgain(left);
    }
    return new JobPlan(
        count.fresh(), remove, stop, create, status, count.release(), notices, again);
  }

  private void end(Verdict verdict, JobStatus status) {
    if (verdict.failed()) {
      conditions.set("Failed", true, verdict.reason(), verdict.message());
      notices.add(new Notice(EventRecorder.WARNING, verdict.reason(), verdict.message()));
    } else {
      conditions.set("Complete", true, verdict.reason(), verdict.message());
      status.setCompletionTime(JobConditions.text(now));
      notices.add(new Notice(EventRecorder.NORMAL, "Completed", "Job completed"));
    }
  }

  /** The condition that says that a Job has ended; null before. */
  static @Nullable JobCondition ended(Job job) {
    return job.getStatus() == null ? null : JobConditions.ended(job.getStatus().getConditions());
  }
}
