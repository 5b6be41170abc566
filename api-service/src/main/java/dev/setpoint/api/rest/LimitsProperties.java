package dev.setpoint.api.rest;

import java.time.Duration;
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
 * @param bodiesInFlight bytes of all request bodies together; those up to 64 KiB do not count
 * @param requestTimeout of everything that is no watch
 */
@ConfigurationProperties("setpoint.api.limits")
public record LimitsProperties(
    @DefaultValue("400") int readsInFlight,
    @DefaultValue("200") int writesInFlight,
    @DefaultValue("100") int systemInFlight,
    @DefaultValue("2000") int queued,
    @DefaultValue("15s") Duration queueWait,
    @DefaultValue("64MB") DataSize bodiesInFlight,
    @DefaultValue("60s") Duration requestTimeout) {}
