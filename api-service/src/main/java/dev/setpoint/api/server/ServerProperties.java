package dev.setpoint.api.server;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the web server treats its clients.
 *
 * @param headerTimeout how long the headers of a request may take to arrive
 */
@ConfigurationProperties("setpoint.api.server")
record ServerProperties(@DefaultValue("32s") Duration headerTimeout) {}
