package dev.setpoint.api.rest;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much is served at once.
 *
 * @param readsInFlight get and list requests; watches do not count
 * @param writesInFlight all other requests
 * @param requestTimeout of everything that is no watch
 */
@ConfigurationProperties("setpoint.api.limits")
public record LimitsProperties(
    @DefaultValue("400") int readsInFlight,
    @DefaultValue("200") int writesInFlight,
    @DefaultValue("60s") Duration requestTimeout) {}
