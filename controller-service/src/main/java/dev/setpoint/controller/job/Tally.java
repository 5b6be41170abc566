package dev.setpoint.controller.job;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.UncountedTerminatedPods;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How many Pods have ended, and how. A Pod is counted in steps that can be repeated: its uid is
 * noted in the status, then its finalizer removed, and only when that is seen to be gone does the
 * counter grow and the note go.
 */
final class Tally {

  private static final int MOST_NOTED = 500;

  private final Job job;
  private final List<Pod> pods;
  private final Set<String> notedSucceeded = new LinkedHashSet<>();
  private final Set<String> notedFailed = new LinkedHashSet<>();
  private final List<Pod> newlySucceeded = new ArrayList<>();
  private final List<Pod> newlyFailed = new ArrayList<>();
  private final List<Pod> ignored = new ArrayList<>();

  /** By index, the failed Pod that is kept until another has taken over its count of failures. */
  private final Map<Integer, Pod> kept = new HashMap<>();

  private int succeeded;
  private int failed;
  private Indexes completed;
  private Indexes failedIndexes;

  /**
   * @param pods all the Job's Pods, also those that have ended
   */
  Tally(Job job, List<Pod> pods) {
    this.job = job;
    this.pods = pods;
    JobStatus status = job.getStatus() == null ? new JobStatus() : job.getStatus();
    succeeded = Specs.number(status.getSucceeded(), 0);
    failed = Specs.number(status.getFailed(), 0);
    completed = Indexes.parse(status.getCompletedIndexes(), Specs.indexes(job));
    failedIndexes = Indexes.parse(status.getFailedIndexes(), Specs.indexes(job));
    settleNotes(status.getUncountedTerminatedPods());
    for (Pod pod : pods) {
      if (JobPods.isTracked(pod) && !isNoted(pod)) {
        look(pod);
      }
    }
    if (Specs.countsPerIndex(job)) {
      keepCounts();
    }
  }

  private void settleNotes(@Nullable UncountedTerminatedPods notes) {
    if (notes == null) {
      return;
    }
    Set<String> tracked = new LinkedHashSet<>();
    pods.stream().filter(JobPods::isTracked).forEach(pod -> tracked.add(JobPods.uid(pod)));
    for (String uid : orEmpty(notes.getSucceeded())) {
      if (tracked.contains(uid)) {
        notedSucceeded.add(uid);
      } else {
        succeeded++;
      }
    }
    for (String uid : orEmpty(notes.getFailed())) {
      if (tracked.contains(uid)) {
        notedFailed.add(uid);
      } else {
        failed++;
      }
    }
  }

  /**
   * The uids that a status notes; before they are settled it must be sure that the Pods are gone.
   */
  static Set<String> noted(Job job) {
    Set<String> uids = new LinkedHashSet<>();
    UncountedTerminatedPods notes =
        job.getStatus() == null ? null : job.getStatus().getUncountedTerminatedPods();
    if (notes != null) {
      uids.addAll(orEmpty(notes.getSucceeded()));
      uids.addAll(orEmpty(notes.getFailed()));
    }
    return uids;
  }

  private static List<String> orEmpty(@Nullable List<String> list) {
    return list == null ? List.of() : list;
  }

  private boolean isNoted(Pod pod) {
    return notedSucceeded.contains(JobPods.uid(pod)) || notedFailed.contains(JobPods.uid(pod));
  }

  private void look(Pod pod) {
    if (JobPods.hasSucceeded(pod)) {
      newlySucceeded.add(pod);
      if (isOfIndex(pod)) {
        completed = completed.with(JobPods.index(pod));
      }
    } else if (JobPods.hasFailed(pod, job)) {
      FailurePolicy.Action action = FailurePolicy.of(job, pod).action();
      if (action == FailurePolicy.Action.IGNORE) {
        ignored.add(pod);
        return;
      }
      newlyFailed.add(pod);
      boolean last =
          action == FailurePolicy.Action.FAIL_INDEX
              || JobPods.failures(pod) >= Specs.backoffLimitPerIndex(job);
      if (Specs.countsPerIndex(job) && isOfIndex(pod) && last) {
        failedIndexes = failedIndexes.with(JobPods.index(pod));
      }
    }
  }

  private boolean isOfIndex(Pod pod) {
    int index = JobPods.index(pod);
    return Specs.isIndexed(job) && index >= 0 && index < Specs.indexes(job);
  }

  private void keepCounts() {
    for (List<Pod> some : List.of(newlyFailed, ignored)) {
      for (Pod pod : some) {
        int index = JobPods.index(pod);
        if (isOfIndex(pod) && !completed.contains(index) && !failedIndexes.contains(index)) {
          kept.merge(index, pod, (a, b) -> rank(a) >= rank(b) ? a : b);
        }
      }
    }
    // A later Pod of the index carries the count on.
    kept.values()
        .removeIf(
            pod ->
                pods.stream()
                    .anyMatch(
                        other ->
                            JobPods.index(other) == JobPods.index(pod) && rank(other) > rank(pod)));
  }

  private static int rank(Pod pod) {
    return JobPods.failures(pod) + JobPods.ignoredFailures(pod);
  }

  /** The failed Pod of the index that the next one has to carry on from. */
  @Nullable Pod predecessor(int index) {
    return kept.get(index);
  }

  int succeeded() {
    return Specs.isIndexed(job)
        ? completed.size()
        : succeeded + notedSucceeded.size() + newlySucceeded.size();
  }

  int failed() {
    return failed + notedFailed.size() + newlyFailed.size();
  }

  Indexes completed() {
    return completed;
  }

  Indexes failedIndexes() {
    return failedIndexes;
  }

  /**
   * Notes what has ended.
   *
   * @param over whether the Job has failed or is going: then each of its Pods counts as failed
   * @param met whether the Job has what it wanted: then no further Pod counts
   */
  Count count(boolean over, boolean met) {
    Count count = new Count();
    Set<String> stay = new LinkedHashSet<>();
    if (!over && !met) {
      kept.values().forEach(pod -> stay.add(JobPods.uid(pod)));
    }
    for (Pod pod : pods) {
      if (!JobPods.isTracked(pod) || stay.contains(JobPods.uid(pod))) {
        continue;
      }
      if (isNoted(pod)) {
        count.release.add(pod);
      } else if (newlySucceeded.contains(pod)) {
        if (Specs.isIndexed(job)) {
          count.settle(pod);
        } else {
          count.note(pod, notedSucceeded);
        }
      } else if (newlyFailed.contains(pod)) {
        if (Specs.isIndexed(job) && !isOfIndex(pod)) {
          count.release.add(pod);
        } else {
          count.note(pod, notedFailed);
        }
      } else if (ignored.contains(pod)) {
        count.release.add(pod);
      } else if (over) {
        count.note(pod, notedFailed);
      } else if (met) {
        count.release.add(pod);
      }
    }
    return count;
  }

  /** Which Pods are let go once the status is written, and what it has to say of them. */
  final class Count {
    private final List<Pod> release = new ArrayList<>();
    private final List<Pod> fresh = new ArrayList<>();

    private void note(Pod pod, Set<String> where) {
      if (notedSucceeded.size() + notedFailed.size() < MOST_NOTED) {
        where.add(JobPods.uid(pod));
        settle(pod);
      }
    }

    private void settle(Pod pod) {
      fresh.add(pod);
      release.add(pod);
    }

    List<Pod> release() {
      return release;
    }

    /** Those that are counted for the first time: no cache is to be trusted that they are new. */
    List<Pod> fresh() {
      return fresh;
    }

    boolean isSettled() {
      return notedSucceeded.isEmpty() && notedFailed.isEmpty();
    }

    void write(JobStatus status) {
      UncountedTerminatedPods notes = new UncountedTerminatedPods();
      notes.setSucceeded(List.copyOf(notedSucceeded));
      notes.setFailed(List.copyOf(notedFailed));
      status.setUncountedTerminatedPods(notes);
      int done = Specs.isIndexed(job) ? completed.size() : succeeded;
      status.setSucceeded(done == 0 ? null : done);
      status.setFailed(failed == 0 ? null : failed);
      if (Specs.isIndexed(job)) {
        String text = completed.toString();
        status.setCompletedIndexes(text.isEmpty() ? null : text);
      }
      if (Specs.countsPerIndex(job)) {
        status.setFailedIndexes(failedIndexes.toString());
      }
    }
  }
}
