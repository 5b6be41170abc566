package dev.setpoint.agent.status;

import dev.setpoint.agent.cluster.ClusterApi;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes statuses to the API: per Pod in order and only the latest, without ever holding up the
 * Pod's own loop. A virtual thread lives per Pod only while it has something to write.
 */
public final class StatusPublisher implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(StatusPublisher.class);
  private static final Duration FIRST_RETRY = Duration.ofMillis(250);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(5);

  private final ClusterApi api;

  /** Guarded by itself. */
  private final Map<String, Slot> slots = new HashMap<>();

  private volatile boolean closed;

  /** A Pod's newest known object and the status still to be written; guarded by slots. */
  private static final class Slot {
    Pod newest;
    @Nullable PodStatus wanted;
    boolean writing;

    Slot(Pod newest) {
      this.newest = newest;
    }
  }

  public StatusPublisher(ClusterApi api) {
    this.api = api;
  }

  /** Makes {@code status} the Pod's status soon; a later call overtakes an earlier one. */
  public void submit(Pod pod, PodStatus status) {
    synchronized (slots) {
      Slot slot = slots.computeIfAbsent(pod.getMetadata().getUid(), uid -> new Slot(pod));
      slot.newest = newer(slot.newest, pod);
      slot.wanted = status;
      if (!slot.writing && !closed) {
        slot.writing = true;
        Thread.ofVirtual()
            .name("status-" + pod.getMetadata().getName())
            .start(() -> writeAll(slot));
      }
    }
  }

  /** Waits until everything submitted for the Pod is written, or there is nothing to write to. */
  public void flush(String uid) throws InterruptedException {
    synchronized (slots) {
      while (true) {
        Slot slot = slots.get(uid);
        if (slot == null || !slot.writing || closed) {
          return;
        }
        slots.wait(1000);
      }
    }
  }

  public void forget(String uid) {
    synchronized (slots) {
      slots.remove(uid);
    }
  }

  private void writeAll(Slot slot) {
    Duration retry = FIRST_RETRY;
    while (!closed) {
      PodStatus status;
      Pod base;
      synchronized (slots) {
        status = slot.wanted;
        base = slot.newest;
        if (status == null) {
          slot.writing = false;
          slots.notifyAll();
          return;
        }
        slot.wanted = null;
      }
      try {
        write(slot, base, status);
        retry = FIRST_RETRY;
      } catch (ApiException e) {
        restore(slot, status);
        log.debug(
            "Status of {} could not be written: {}", base.getMetadata().getName(), e.message());
        try {
          Thread.sleep(retry);
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          return;
        }
        retry = retry.multipliedBy(2);
        retry = retry.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : retry;
      } catch (RuntimeException e) {
        log.error("Status of {} is lost", base.getMetadata().getName(), e);
      }
    }
  }

  private void restore(Slot slot, PodStatus status) {
    synchronized (slots) {
      if (slot.wanted == null) {
        slot.wanted = status;
      }
    }
  }

  private void write(Slot slot, Pod base, PodStatus status) {
    String namespace = base.getMetadata().getNamespace();
    String name = base.getMetadata().getName();
    Pod current = base;
    for (int attempt = 0; ; attempt++) {
      ObjectNode patch = StatusPatch.between(current, status);
      if (patch == null) {
        return;
      }
      try {
        remember(slot, api.patchPodStatus(namespace, name, patch));
        return;
      } catch (ApiException e) {
        if (e.reason() == StatusReason.NotFound) {
          return; // deleted: nobody is left to read it
        }
        if (e.reason() != StatusReason.Conflict || attempt == 5) {
          throw e;
        }
      }
      Pod fresh = api.pod(namespace, name);
      if (fresh == null || !fresh.getMetadata().getUid().equals(base.getMetadata().getUid())) {
        return;
      }
      current = fresh;
    }
  }

  private void remember(Slot slot, Pod pod) {
    synchronized (slots) {
      slot.newest = newer(slot.newest, pod);
    }
  }

  private static Pod newer(Pod one, Pod other) {
    return version(other) >= version(one) ? other : one;
  }

  private static long version(Pod pod) {
    String version = pod.getMetadata().getResourceVersion();
    return version == null || version.isEmpty() ? 0 : Long.parseLong(version);
  }

  @Override
  public void close() {
    closed = true;
  }
}
