package dev.setpoint.controller.endpoints;

import dev.setpoint.common.pod.PodStates;
import dev.setpoint.common.resource.Owners;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The endpoints that a Service's slices are to hold. */
final class ServiceSlices {

  private static final String ZONE = "topology.kubernetes.io/zone";

  private ServiceSlices() {}

  /**
   * @param pods those that the Service selects
   * @param nodes finds a Node by name; a Pod of a Node that is gone is no endpoint
   */
  static Map<SlicePlan.Group, List<Endpoint>> wanted(
      Service service, Collection<Pod> pods, Function<String, @Nullable Node> nodes) {
    Map<SlicePlan.Group, List<Endpoint>> wanted = new LinkedHashMap<>();
    for (Pod pod : pods) {
      String nodeName = pod.getSpec().getNodeName();
      boolean placed = nodeName != null && !nodeName.isEmpty();
      Node node = placed ? nodes.apply(nodeName) : null;
      boolean lost = placed && node == null && !Backends.publishesNotReady(service);
      if (!Backends.mayServe(pod, true) || lost) {
        continue;
      }
      List<EndpointPort> ports = ports(Backends.ports(service, pod));
      for (String family : Backends.families(service)) {
        List<String> addresses =
            Backends.addresses(pod).stream()
                .filter(address -> Backends.family(address).equals(family))
                .toList();
        if (!addresses.isEmpty()) {
          wanted
              .computeIfAbsent(new SlicePlan.Group(family, ports), g -> new ArrayList<>())
              .add(endpoint(service, pod, addresses, node));
        }
      }
    }
    return wanted;
  }

  private static List<EndpointPort> ports(List<Backends.Port> ports) {
    return ports.stream()
        .map(
            port ->
                new EndpointPortBuilder()
                    .withName(port.name() == null ? "" : port.name())
                    .withPort(port.number())
                    .withProtocol(port.protocol())
                    .withAppProtocol(port.appProtocol())
                    .build())
        .toList();
  }

  private static Endpoint endpoint(
      Service service, Pod pod, List<String> addresses, @Nullable Node node) {
    boolean serving = PodStates.isReady(pod);
    boolean terminating = Owners.isDeleting(pod);
    return new EndpointBuilder()
        .withAddresses(addresses)
        .withNewConditions()
        .withReady(Backends.publishesNotReady(service) || (serving && !terminating))
        .withServing(serving)
        .withTerminating(terminating)
        .endConditions()
        .withHostname(Backends.hostname(service, pod))
        .withNodeName(pod.getSpec().getNodeName())
        .withZone(zone(node))
        .withTargetRef(Backends.target(pod))
        .build();
  }

  private static @Nullable String zone(@Nullable Node node) {
    @Nullable Map<String, String> labels = node == null ? null : node.getMetadata().getLabels();
    return labels == null ? null : labels.get(ZONE);
  }
}
