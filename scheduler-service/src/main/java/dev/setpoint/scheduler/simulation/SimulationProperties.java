package dev.setpoint.scheduler.simulation;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the API service is answered.
 *
 * @param address to listen on
 * @param port 0 for not at all
 * @param pki the folder in which api-service keeps this service's certificate and its own authority
 */
@ConfigurationProperties("setpoint.simulation")
public record SimulationProperties(
    @DefaultValue("127.0.0.1") String address,
    @DefaultValue("0") int port,
    @DefaultValue(".setpoint/pki") Path pki) {}
