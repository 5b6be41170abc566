package dev.setpoint.scheduler.framework;

import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which plugins take part, by name.
 *
 * @param disabled plugins that are left out
 * @param weights score weights other than the plugin's own
 */
@ConfigurationProperties("setpoint.scheduler.plugins")
public record PluginProperties(
    @DefaultValue Set<String> disabled, @DefaultValue Map<String, Integer> weights) {

  public static final PluginProperties DEFAULTS = new PluginProperties(Set.of(), Map.of());
}
