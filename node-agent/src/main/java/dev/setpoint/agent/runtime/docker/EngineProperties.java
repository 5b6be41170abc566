package dev.setpoint.agent.runtime.docker;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the Docker Engine is and how long its answers may take.
 *
 * @param deadline for one control call
 * @param pullDeadline for pulling or loading an image
 * @param logMaxSize size at which a container's log is rotated, in Docker's notation
 * @param logMaxFiles rotated log files kept per container
 */
@ConfigurationProperties("setpoint.agent.docker")
public record EngineProperties(
    @DefaultValue("unix:///var/run/docker.sock") URI host,
    @DefaultValue("60s") Duration deadline,
    @DefaultValue("15m") Duration pullDeadline,
    @DefaultValue("10m") String logMaxSize,
    @DefaultValue("5") int logMaxFiles) {}
