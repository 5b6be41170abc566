package dev.setpoint.scheduler.cycle;

import dev.setpoint.scheduler.extender.ExtenderProperties;
import dev.setpoint.scheduler.plugin.FitScoring;
import dev.setpoint.scheduler.plugin.FitScorings;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param name Pods with this schedulerName are ours
 * @param percentageOfNodesToScore a fixed share of Nodes to find feasible; 0 adapts to the size
 * @param parallelBindings how many Pods may be on their way to the API at once
 * @param confirmWithin a bound Pod that the informer has not shown by then is looked up
 * @param fit how full Nodes should be
 * @param profiles further schedulerNames that are ours, each with its own rules
 * @param extenders programs of others that are asked as well, in this order
 */
@ConfigurationProperties("setpoint.scheduler")
public record SchedulerProperties(
    @DefaultValue("default-scheduler") String name,
    @DefaultValue("0") int percentageOfNodesToScore,
    @DefaultValue("64") int parallelBindings,
    @DefaultValue("30s") Duration confirmWithin,
    @DefaultValue FitScoring fit,
    @DefaultValue List<ProfileProperties> profiles,
    @DefaultValue List<ExtenderProperties> extenders) {

  public static final SchedulerProperties DEFAULTS =
      new SchedulerProperties(
          "default-scheduler",
          0,
          64,
          Duration.ofSeconds(30),
          FitScoring.LEAST,
          List.of(),
          List.of());

  public SchedulerProperties {
    if (name.isBlank() || parallelBindings < 1 || !confirmWithin.isPositive()) {
      throw new IllegalArgumentException(
          "setpoint.scheduler: want a name, parallel-bindings >= 1 and confirm-within > 0");
    }
    profiles = List.copyOf(profiles);
    if (names(name, profiles).size() != profiles.size() + 1) {
      throw new IllegalArgumentException("setpoint.scheduler: two profiles share a name");
    }
  }

  private static Set<String> names(String first, List<ProfileProperties> profiles) {
    Set<String> names = new HashSet<>(Set.of(first));
    profiles.forEach(profile -> names.add(profile.name()));
    return names;
  }

  /** The schedulerNames of the Pods that are ours. */
  Set<String> names() {
    return names(name, profiles);
  }

  FitScorings fits() {
    Map<String, FitScoring> byProfile = new HashMap<>();
    profiles.forEach(profile -> byProfile.put(profile.name(), profile.fit()));
    return new FitScorings(fit, byProfile);
  }
}
