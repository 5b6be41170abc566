package dev.setpoint.scheduler.snapshot;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a Pod takes from its Node: the larger of its running containers and of the costliest moment
 * of its initialisation, sidecars counting from their start (KEP-753), plus its overhead (KEP-688).
 */
final class PodRequests {

  /** What scoring takes a container to need that asks for nothing, so that such Pods spread. */
  private static final Quantity DEFAULT_CPU = new Quantity("100m");

  private static final Quantity DEFAULT_MEMORY = new Quantity("200Mi");

  private PodRequests() {}

  static ResourceVector of(Pod pod) {
    return sum(pod, false);
  }

  static ResourceVector nonZero(Pod pod) {
    return sum(pod, true);
  }

  private static ResourceVector sum(Pod pod, boolean withDefaults) {
    Map<String, ContainerStatus> statuses = statuses(pod);
    ResourceVector running = ResourceVector.ZERO;
    for (Container container : pod.getSpec().getContainers()) {
      running = running.plus(container(container, statuses, withDefaults));
    }
    ResourceVector sidecars = ResourceVector.ZERO;
    ResourceVector starting = ResourceVector.ZERO;
    for (Container container : pod.getSpec().getInitContainers()) {
      ResourceVector requests = container(container, statuses, withDefaults);
      if ("Always".equals(container.getRestartPolicy())) {
        running = running.plus(requests);
        sidecars = sidecars.plus(requests);
        starting = starting.max(sidecars);
      } else {
        starting = starting.max(sidecars.plus(requests));
      }
    }
    return running.max(starting).plus(ResourceVector.of(pod.getSpec().getOverhead()));
  }

  /**
   * A container being resized holds the larger of what it asks for and what it still has, since a
   * shrink frees nothing before the node agent has done it (KEP-1287).
   */
  private static ResourceVector container(
      Container container, Map<String, ContainerStatus> statuses, boolean withDefaults) {
    Map<String, Quantity> requests =
        container.getResources() == null ? Map.of() : container.getResources().getRequests();
    if (requests == null) {
      requests = Map.of();
    }
    if (withDefaults
        && !(requests.containsKey(ResourceVector.CPU)
            && requests.containsKey(ResourceVector.MEMORY))) {
      Map<String, Quantity> filled = new HashMap<>(requests);
      filled.putIfAbsent(ResourceVector.CPU, DEFAULT_CPU);
      filled.putIfAbsent(ResourceVector.MEMORY, DEFAULT_MEMORY);
      requests = filled;
    }
    ResourceVector wanted = ResourceVector.of(requests);
    ContainerStatus status = statuses.get(container.getName());
    if (status == null) {
      return wanted;
    }
    ResourceVector held = ResourceVector.of(status.getAllocatedResources());
    if (status.getResources() != null) {
      held = held.max(ResourceVector.of(status.getResources().getRequests()));
    }
    return wanted.max(held);
  }

  private static Map<String, ContainerStatus> statuses(Pod pod) {
    if (pod.getStatus() == null) {
      return Map.of();
    }
    List<ContainerStatus> all = pod.getStatus().getContainerStatuses();
    List<ContainerStatus> init = pod.getStatus().getInitContainerStatuses();
    if (all.isEmpty() && init.isEmpty()) {
      return Map.of();
    }
    Map<String, ContainerStatus> byName = new HashMap<>();
    all.forEach(status -> byName.put(status.getName(), status));
    init.forEach(status -> byName.put(status.getName(), status));
    return byName;
  }
}
