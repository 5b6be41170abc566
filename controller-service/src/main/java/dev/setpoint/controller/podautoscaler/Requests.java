package dev.setpoint.controller.podautoscaler;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Pods request of a resource, which utilisation is a percentage of. */
final class Requests {

  private Requests() {}

  /**
   * By Pod.
   *
   * @param container the one that counts; empty for all
   */
  static Map<String, Long> of(List<Pod> pods, String resource, String container)
      throws MetricFailure {
    Map<String, Long> requests = new HashMap<>();
    for (Pod pod : pods) {
      requests.put(pod.getMetadata().getName(), of(pod, resource, container));
    }
    return requests;
  }

  private static long of(Pod pod, String resource, String container) throws MetricFailure {
    String name = pod.getMetadata().getName();
    long sum = 0;
    boolean found = false;
    for (Container each : running(pod)) {
      if (!container.isEmpty() && !container.equals(each.getName())) {
        continue;
      }
      Quantity request = request(each.getResources(), resource);
      if (request == null) {
        throw new MetricFailure(
            "missing request for "
                + resource
                + " in container "
                + each.getName()
                + " of Pod "
                + name);
      }
      sum += Amounts.milli(request);
      found = true;
    }
    if (!found && !container.isEmpty()) {
      throw new MetricFailure("container " + container + " not found in Pod " + name);
    }
    return sum;
  }

  /** Those that run all the time, sidecars included. */
  private static List<Container> running(Pod pod) {
    List<Container> all = new ArrayList<>(pod.getSpec().getContainers());
    if (pod.getSpec().getInitContainers() != null) {
      pod.getSpec().getInitContainers().stream()
          .filter(init -> "Always".equals(init.getRestartPolicy()))
          .forEach(all::add);
    }
    return all;
  }

  private static @Nullable Quantity request(
      @Nullable ResourceRequirements resources, String resource) {
    return resources == null || resources.getRequests() == null
        ? null
        : resources.getRequests().get(resource);
  }
}
