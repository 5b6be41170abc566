package dev.setpoint.scheduler.cycle;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param name Pods with this schedulerName are ours
 * @param percentageOfNodesToScore a fixed share of Nodes to find feasible; 0 adapts to the size
 * @param parallelBindings how many Pods may be on their way to the API at once
 * @param confirmWithin a bound Pod that the informer has not shown by then is looked up
 */
@ConfigurationProperties("setpoint.scheduler")
public record SchedulerProperties(
    @DefaultValue("default-scheduler") String name,
    @DefaultValue("0") int percentageOfNodesToScore,
    @DefaultValue("64") int parallelBindings,
    @DefaultValue("30s") Duration confirmWithin) {

  public static final SchedulerProperties DEFAULTS =
      new SchedulerProperties("default-scheduler", 0, 64, Duration.ofSeconds(30));

  public SchedulerProperties {
    if (name.isBlank() || parallelBindings < 1 || !confirmWithin.isPositive()) {
      throw new IllegalArgumentException(
          "setpoint.scheduler: want a name, parallel-bindings >= 1 and confirm-within > 0");
    }
  }
}
