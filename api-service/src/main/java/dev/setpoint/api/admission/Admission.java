package dev.setpoint.api.admission;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** All admission plugins in their order. */
@Component
public final class Admission {

  private final List<AdmissionPlugin> plugins;

  Admission(List<AdmissionPlugin> plugins, AdmissionProperties properties) {
    List<AdmissionPlugin> sorted = new ArrayList<>(plugins);
    sorted.removeIf(plugin -> !properties.runs(plugin));
    sorted.sort(Comparator.comparingInt(AdmissionPlugin::order));
    Set<String> names = new HashSet<>();
    Set<Integer> places = new HashSet<>();
    for (AdmissionPlugin plugin : sorted) {
      if (!names.add(plugin.name()) || !places.add(plugin.order())) {
        throw new IllegalStateException(
            "Another admission plugin has the name or the place of " + plugin.name());
      }
    }
    this.plugins = List.copyOf(sorted);
  }

  public void admit(AdmissionRequest request) {
    for (AdmissionPlugin plugin : plugins) {
      plugin.admit(request);
    }
  }

  public void validate(AdmissionRequest request) {
    for (AdmissionPlugin plugin : plugins) {
      plugin.validate(request);
    }
  }
}
