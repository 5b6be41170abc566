package dev.setpoint.controller.job;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done for a Job, in this order.
 *
 * @param fresh Pods that are counted for the first time: first make sure that they still are
 * @param remove Pods that are not wanted and not to be counted
 * @param stop Pods to end, to be counted by how they do
 * @param create Pods to make
 * @param status what to write
 * @param release Pods whose finalizer can go once the status is written
 * @param notices what users are told, once the status is written
 * @param again when to look again even if nothing changes
 */
record JobPlan(
    List<Pod> fresh,
    List<Pod> remove,
    List<Pod> stop,
    List<NewPod> create,
    JobStatus status,
    List<Pod> release,
    List<Notice> notices,
    @Nullable Duration again) {

  /**
   * A Pod to make.
   *
   * @param index its completion index, or {@link JobPods#NO_INDEX}
   * @param predecessor the failed Pod of that index whose count of failures it carries on
   */
  record NewPod(int index, @Nullable Pod predecessor) {}

  /** What an Event says. */
  record Notice(String type, String reason, String message) {}
}
