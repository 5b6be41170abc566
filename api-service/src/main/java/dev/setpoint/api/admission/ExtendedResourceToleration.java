package dev.setpoint.api.admission;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.list;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.core.ResourceRules;
import dev.setpoint.common.quota.PodAmounts;
import java.util.TreeSet;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Pods that ask for a device tolerate the Nodes that are kept for those who do. */
@Component
final class ExtendedResourceToleration implements AdmissionPlugin {

  @Override
  public String name() {
    return "ExtendedResourceToleration";
  }

  @Override
  public int order() {
    return 340;
  }

  @Override
  public boolean onByDefault() {
    return false;
  }

  @Override
  public void admit(AdmissionRequest request) {
    ObjectNode pod = request.object();
    if (pod == null || !request.creates("Pod")) {
      return;
    }
    ObjectNode spec = child(pod, "spec");
    TreeSet<String> devices = new TreeSet<>();
    for (ObjectNode container : PodAmounts.containers(spec)) {
      PodAmounts.amounts(container, "requests").keySet().stream()
          .filter(ResourceRules::isExtended)
          .forEach(devices::add);
    }
    for (String device : devices) {
      boolean tolerated =
          objects(spec, "tolerations").stream()
              .anyMatch(t -> text(t, "key").equals(device) && text(t, "operator").equals("Exists"));
      if (!tolerated) {
        list(spec, "tolerations").addObject().put("key", device).put("operator", "Exists");
      }
    }
  }
}
