package dev.setpoint.common.events;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.client.PatchType;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceTypes;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the Events of all recorders of a service, in order, on one virtual thread. Where the API
 * is away for long, the oldest that wait are dropped: Events are advice, never state.
 */
public final class EventWriter implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EventWriter.class);
  private static final int WAITING = 1000;
  private static final int TRIES = 6;
  private static final long RETRY_MS = 1_000;

  private final ApiClient api;
  private final Clock clock;
  private final String host;
  private final Correlator correlator = new Correlator();
  private final BlockingQueue<Pending> queue = new ArrayBlockingQueue<>(WAITING);
  private final Thread thread;

  private record Pending(String component, Occurrence occurrence) {}

  /**
   * @param host the node that Events come from; empty for services that belong to none
   */
  public EventWriter(ApiClient api, String host, Clock clock) {
    this.api = api;
    this.host = host;
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("events").start(this::run);
  }

  /** A recorder whose Events name {@code component} as their source. */
  public EventRecorder recorder(String component) {
    return new EventRecorder() {
      @Override
      public void event(HasMetadata about, String type, String reason, String message) {
        event(about, "", type, reason, message);
      }

      @Override
      public void event(
          HasMetadata about, String fieldPath, String type, String reason, String message) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        offer(new Pending(component, Occurrence.of(about, fieldPath, type, reason, message, now)));
      }
    };
  }

  private void offer(Pending pending) {
    while (!queue.offer(pending)) {
      queue.poll();
    }
  }

  private void run() {
    try {
      while (true) {
        Pending next = queue.take();
        try {
          write(next);
        } catch (RuntimeException e) {
          log.warn("Event {} could not be written", next.occurrence(), e);
        }
      }
    } catch (InterruptedException e) {
      log.debug("No more Events are written");
    }
  }

  private void write(Pending pending) throws InterruptedException {
    Correlator.Decision decision = correlator.decide(pending.occurrence()).orElse(null);
    if (decision == null) {
      return;
    }
    Occurrence occurrence = decision.occurrence();
    Correlator.Written known = decision.known();
    for (int attempt = 1; ; attempt++) {
      try {
        if (known != null) {
          try {
            correlator.wrote(occurrence, countUp(occurrence, known));
            return;
          } catch (ApiException e) {
            if (e.reason() != StatusReason.NotFound) {
              throw e;
            }
            correlator.forget(occurrence); // expired meanwhile: a new one is made
          }
        }
        correlator.wrote(occurrence, create(pending.component(), occurrence));
        return;
      } catch (ApiException e) {
        if (e.code() < 500 && e.code() != 429) {
          // For example its namespace is being deleted: there is nobody left to tell.
          log.debug("Event {} was refused: {}", occurrence, e.message());
          return;
        }
        if (attempt == TRIES) {
          throw e;
        }
        Thread.sleep(RETRY_MS * attempt);
      }
    }
  }

  private Correlator.Written countUp(Occurrence occurrence, Correlator.Written known) {
    int count = known.count() + 1;
    var patch = KubeJson.TREES.createObjectNode();
    patch
        .put("count", count)
        .put("lastTimestamp", occurrence.time().toString())
        .put("message", occurrence.message());
    ObjectKey key = new ObjectKey(namespace(occurrence), known.name());
    api.patch(ResourceTypes.of(Event.class), key, "", PatchType.STRATEGIC, patch);
    return new Correlator.Written(known.name(), count, known.first());
  }

  private Correlator.Written create(String component, Occurrence occurrence) {
    Instant now = clock.instant();
    long nanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
    String name = occurrence.about().getName() + "." + Long.toHexString(nanos);
    String time = occurrence.time().toString();
    EventBuilder event =
        new EventBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(namespace(occurrence))
            .endMetadata()
            .withInvolvedObject(occurrence.about())
            .withReason(occurrence.reason())
            .withMessage(occurrence.message())
            .withType(occurrence.type())
            .withFirstTimestamp(time)
            .withLastTimestamp(time)
            .withCount(1)
            .withReportingComponent(component)
            .withReportingInstance(host)
            .withNewSource()
            .withComponent(component)
            .withHost(host.isEmpty() ? null : host)
            .endSource();
    api.create(event.build());
    return new Correlator.Written(name, 1, occurrence.time());
  }

  /** Events about cluster-scoped objects live in {@code default}. */
  private static String namespace(Occurrence occurrence) {
    String namespace = occurrence.about().getNamespace();
    return namespace == null || namespace.isEmpty() ? "default" : namespace;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
