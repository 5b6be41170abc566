package dev.setpoint.api.simulation;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param scheduler host and port on which a scheduler answers what-if questions; empty for none
 */
@ConfigurationProperties("setpoint.simulation")
record SimulationProperties(@DefaultValue("") String scheduler) {

  @Nullable String host() {
    int colon = scheduler.lastIndexOf(':');
    return colon < 1 ? null : scheduler.substring(0, colon);
  }

  int port() {
    return Integer.parseInt(scheduler.substring(scheduler.lastIndexOf(':') + 1));
  }
}
