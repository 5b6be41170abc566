package dev.setpoint.controller.job;

import dev.setpoint.common.pod.PodStates;
import dev.setpoint.common.resource.Owners;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what a Job's Pod says of itself. */
final class JobPods {

  static final String FINALIZER = "batch.kubernetes.io/job-tracking";
  static final String INDEX = "batch.kubernetes.io/job-completion-index";
  static final String FAILURES = "batch.kubernetes.io/job-index-failure-count";
  static final String IGNORED = "batch.kubernetes.io/job-index-ignored-failure-count";
  static final int NO_INDEX = -1;

  private JobPods() {}

  static boolean isTracked(Pod pod) {
    @Nullable List<String> finalizers = pod.getMetadata().getFinalizers();
    return finalizers != null && finalizers.contains(FINALIZER);
  }

  static String uid(Pod pod) {
    return pod.getMetadata().getUid();
  }

  static boolean hasSucceeded(Pod pod) {
    return PodStates.phase(pod).equals("Succeeded");
  }

  /** A Pod that is going counts as failed, where the Job doesn't wait to see how it ends. */
  static boolean hasFailed(Pod pod, Job job) {
    return PodStates.phase(pod).equals("Failed")
        || (!Specs.replacesFailedOnly(job) && Owners.isDeleting(pod) && !hasSucceeded(pod));
  }

  static boolean isTerminating(Pod pod) {
    return Owners.isDeleting(pod) && !PodStates.isTerminal(pod);
  }

  /** The completion index; {@link #NO_INDEX} where there is none that can be read. */
  static int index(Pod pod) {
    return annotation(pod, INDEX, NO_INDEX);
  }

  static int failures(Pod pod) {
    return annotation(pod, FAILURES, 0);
  }

  static int ignoredFailures(Pod pod) {
    return annotation(pod, IGNORED, 0);
  }

  private static int annotation(Pod pod, String name, int otherwise) {
    @Nullable Map<String, String> annotations = pod.getMetadata().getAnnotations();
    String text = annotations == null ? null : annotations.get(name);
    try {
      return text == null ? otherwise : Math.max(Integer.parseInt(text), otherwise);
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  /** Init containers first. */
  static List<ContainerStatus> containers(Pod pod) {
    List<ContainerStatus> all = new ArrayList<>();
    if (pod.getStatus() != null) {
      addAll(all, pod.getStatus().getInitContainerStatuses());
      addAll(all, pod.getStatus().getContainerStatuses());
    }
    return all;
  }

  private static void addAll(List<ContainerStatus> to, @Nullable List<ContainerStatus> from) {
    if (from != null) {
      to.addAll(from);
    }
  }

  static int restarts(Pod pod) {
    return containers(pod).stream()
        .mapToInt(status -> Specs.number(status.getRestartCount(), 0))
        .sum();
  }

  /** When the Pod ended, as well as can be told. */
  static Instant finishedAt(Pod pod, Instant now) {
    Instant last = null;
    for (ContainerStatus status : containers(pod)) {
      Instant end =
          status.getState() == null || status.getState().getTerminated() == null
              ? null
              : PodStates.time(status.getState().getTerminated().getFinishedAt());
      if (end != null && (last == null || end.isAfter(last))) {
        last = end;
      }
    }
    if (last == null) {
      last = PodStates.time(pod.getMetadata().getDeletionTimestamp());
    }
    if (last == null) {
      last = PodStates.time(pod.getMetadata().getCreationTimestamp());
    }
    return last == null ? now : last;
  }
}
