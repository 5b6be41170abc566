package dev.setpoint.scheduler.framework;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The plugins that take part, each phase's in order; names that don't exist fail the start. */
public final class PluginSet {

  private final List<Plugin> all;
  private final Map<String, Plugin> byName = new HashMap<>();
  private final Map<String, Integer> weights = new HashMap<>();

  public PluginSet(List<? extends Plugin> plugins, PluginProperties properties) {
    List<Plugin> enabled = new ArrayList<>();
    for (Plugin plugin : plugins) {
      if (byName.put(plugin.name(), plugin) != null) {
        throw new IllegalArgumentException("two scheduler plugins named " + plugin.name());
      }
      weights.put(plugin.name(), plugin.weight());
      if (!properties.disabled().contains(plugin.name())) {
        enabled.add(plugin);
      }
    }
    for (String name : properties.disabled()) {
      requireKnown(name);
    }
    properties
        .weights()
        .forEach(
            (name, weight) -> {
              requireKnown(name);
              if (weight < 0) {
                throw new IllegalArgumentException("negative weight of scheduler plugin " + name);
              }
              weights.put(name, weight);
            });
    enabled.sort(Comparator.comparingInt(Plugin::order).thenComparing(Plugin::name));
    this.all = List.copyOf(enabled);
  }

  /** The enabled plugins of one phase, in order. */
  public <P extends Plugin> List<P> of(Class<P> phase) {
    return all.stream().filter(phase::isInstance).map(phase::cast).toList();
  }

  public @Nullable Plugin named(String name) {
    return byName.get(name);
  }

  public int weight(Plugin plugin) {
    return weights.getOrDefault(plugin.name(), plugin.weight());
  }

  private void requireKnown(String name) {
    if (!byName.containsKey(name)) {
      throw new IllegalArgumentException("there is no scheduler plugin named " + name);
    }
  }
}
