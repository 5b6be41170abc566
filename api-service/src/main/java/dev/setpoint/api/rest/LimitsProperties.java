package dev.setpoint.api.rest;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much is served at once.
 *
 * @param readsInFlight get and list requests; watches do not count
 * @param writesInFlight all other requests
 * @param systemInFlight more requests of each sort, kept for nodes and Setpoint's own services
 * @param queued how many reads, and how many writes, may wait for their turn; more get 429
 * @param queueWait how long a request waits before it gets 429
 * @param bodiesInFlight what all request bodies and the objects in them may take together; a
 *     quarter of the heap unless given; those up to 16 KiB do not count
 * @param bodyPatience how long a request body may take to begin with
 * @param bodyPace how much of a body must come in each further second
 * @param requestTimeout of everything that is no watch
 */
@ConfigurationProperties("setpoint.api.limits")
public record LimitsProperties(
    @DefaultValue("400") int readsInFlight,
    @DefaultValue("200") int writesInFlight,
    @DefaultValue("100") int systemInFlight,
    @DefaultValue("2000") int queued,
    @DefaultValue("15s") Duration queueWait,
    @Nullable DataSize bodiesInFlight,
    @DefaultValue("10s") Duration bodyPatience,
    @DefaultValue("64KB") DataSize bodyPace,
    @DefaultValue("60s") Duration requestTimeout) {

  long bodyBytes() {
    return bodiesInFlight == null ? Runtime.getRuntime().maxMemory() / 4 : bodiesInFlight.toBytes();
  }

  /** How long the first so many bytes of a body may take. */
  long patienceNanos(int length) {
    return bodyPatience.toNanos() + length * 1_000_000_000L / bodyPace.toBytes();
  }
}
