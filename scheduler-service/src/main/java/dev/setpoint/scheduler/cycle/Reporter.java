package dev.setpoint.scheduler.cycle;

import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import dev.setpoint.common.events.EventRecorder;
import dev.setpoint.common.pod.PodStates;
import dev.setpoint.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells users where a Pod went or why it waits: by an Event, and by its PodScheduled condition. */
final class Reporter implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Reporter.class);
  private static final int PARALLEL_WRITES = 8;

  private final PodApi api;
  private final EventRecorder events;
  private final Function<PodInfo, @Nullable Pod> newest;
  private final Clock clock;
  private final ExecutorService writers =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("condition-", 0).factory());
  private final Semaphore slots = new Semaphore(PARALLEL_WRITES);

  /**
   * @param newest the Pod as the informer has it now; null once it is gone
   */
  Reporter(PodApi api, EventRecorder events, Function<PodInfo, @Nullable Pod> newest, Clock clock) {
    this.api = api;
    this.events = events;
    this.newest = newest;
    this.clock = clock;
  }

  void scheduled(PodInfo pod, String node) {
    events.event(
        pod.pod(),
        EventRecorder.NORMAL,
        "Scheduled",
        "Successfully assigned %s to %s".formatted(pod.key(), node));
  }

  /**
   * @param reason {@code Unschedulable}, or {@code SchedulerError} where we failed ourselves
   */
  void failed(PodInfo pod, String reason, String message) {
    failed(pod, reason, message, null);
  }

  /**
   * @param promised the Node that the Pod is promised from now on, empty for none; null if nothing
   *     changes about that
   */
  void failed(PodInfo pod, String reason, String message, @Nullable String promised) {
    events.event(pod.pod(), EventRecorder.WARNING, "FailedScheduling", message);
    writers.execute(() -> write(pod, reason, message, promised));
  }

  private void write(PodInfo pod, String reason, String message, @Nullable String promised) {
    try {
      slots.acquire();
      try {
        Pod now = newest.apply(pod);
        if (now != null && pod.uid().equals(PodInfo.uidOf(now))) {
          PodCondition before = PodStates.condition(now, "PodScheduled");
          if (promised != null && !promised.equals(nominated(now))) {
            api.setCondition(pod.key(), condition(before, reason, message), promised);
          } else if (!says(before, reason, message)) {
            api.setCondition(pod.key(), condition(before, reason, message));
          }
        }
      } finally {
        slots.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ApiException e) {
      if (e.reason() != StatusReason.NotFound) {
        log.info(
            "The condition of {} was not written, the next attempt will: {}", pod, e.message());
      }
    }
  }

  /** The Node that a Pod's status says it is promised; empty for none. */
  static String nominated(Pod pod) {
    String node = pod.getStatus() == null ? null : pod.getStatus().getNominatedNodeName();
    return node == null ? "" : node;
  }

  private static boolean says(@Nullable PodCondition condition, String reason, String message) {
    return condition != null
        && "False".equals(condition.getStatus())
        && reason.equals(condition.getReason())
        && message.equals(condition.getMessage());
  }

  /** The transition time moves only with the status. */
  private PodCondition condition(@Nullable PodCondition before, String reason, String message) {
    String since =
        before != null && "False".equals(before.getStatus())
            ? before.getLastTransitionTime()
            : null;
    return new PodConditionBuilder()
        .withType("PodScheduled")
        .withStatus("False")
        .withReason(reason)
        .withMessage(message)
        .withLastTransitionTime(
            since != null ? since : clock.instant().truncatedTo(ChronoUnit.SECONDS).toString())
        .build();
  }

  @Override
  public void close() {
    writers.shutdownNow();
  }
}
