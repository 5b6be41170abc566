package dev.setpoint.scheduler.cycle;

import dev.setpoint.scheduler.framework.PluginProperties;
import dev.setpoint.scheduler.plugin.FitScoring;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Another way to decide, for the Pods that name it. Filters and scores are the profile's own; what
 * happens before and after a decision is common to all.
 *
 * @param name the schedulerName of its Pods
 * @param disabled plugins that are left out
 * @param weights score weights other than the plugin's own
 * @param fit how full Nodes should be
 */
public record ProfileProperties(
    String name,
    @DefaultValue Set<String> disabled,
    @DefaultValue Map<String, Integer> weights,
    @DefaultValue FitScoring fit) {

  PluginProperties plugins() {
    return new PluginProperties(disabled, weights);
  }
}
