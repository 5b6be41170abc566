package dev.setpoint.controller.endpoints;

import dev.setpoint.common.pod.PodStates;
import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.fabric8.kubernetes.api.model.EndpointAddressBuilder;
import io.fabric8.kubernetes.api.model.EndpointPort;
import io.fabric8.kubernetes.api.model.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.EndpointSubset;
import io.fabric8.kubernetes.api.model.EndpointSubsetBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The subsets of a Service's Endpoints: addresses that have the same ports are together. */
final class EndpointsPlan {

  private EndpointsPlan() {}

  /** An address with the ports it has, ready or not. */
  private record Place(EndpointAddress address, boolean ready) {}

  /**
   * @param pods those that the Service selects
   */
  static List<EndpointSubset> subsets(Service service, Collection<Pod> pods) {
    boolean tolerant = Backends.publishesNotReady(service);
    String family = Backends.families(service).getFirst();
    Map<String, Place> places = new TreeMap<>();
    Map<String, List<Backends.Port>> ports = new LinkedHashMap<>();
    for (Pod pod : pods) {
      if (!Backends.mayServe(pod, tolerant)) {
        continue;
      }
      List<Backends.Port> own = Backends.ports(service, pod);
      boolean portless =
          Backends.isHeadless(service)
              && (service.getSpec().getPorts() == null || service.getSpec().getPorts().isEmpty());
      if (own.isEmpty() && !portless) {
        continue;
      }
      for (String ip : Backends.addresses(pod)) {
        if (Backends.family(ip).equals(family)) {
          String key = ip + " " + pod.getMetadata().getUid();
          places.put(key, new Place(address(service, pod, ip), tolerant || PodStates.isReady(pod)));
          ports.put(key, own);
          break;
        }
      }
    }
    return packed(places, ports);
  }

  private static List<EndpointSubset> packed(
      Map<String, Place> places, Map<String, List<Backends.Port>> ports) {
    Map<List<EndpointPort>, List<Place>> byPorts = new LinkedHashMap<>();
    places.forEach(
        (key, place) ->
            byPorts
                .computeIfAbsent(sorted(ports.getOrDefault(key, List.of())), p -> new ArrayList<>())
                .add(place));
    List<EndpointSubset> subsets = new ArrayList<>();
    byPorts.forEach(
        (own, all) ->
            subsets.add(
                new EndpointSubsetBuilder()
                    .withAddresses(those(all, true))
                    .withNotReadyAddresses(those(all, false))
                    .withPorts(own)
                    .build()));
    return subsets;
  }

  private static List<EndpointAddress> those(List<Place> places, boolean ready) {
    return places.stream().filter(p -> p.ready() == ready).map(Place::address).toList();
  }

  private static List<EndpointPort> sorted(List<Backends.Port> ports) {
    return ports.stream()
        .sorted(
            Comparator.comparing((Backends.Port port) -> String.valueOf(port.name()))
                .thenComparing(Backends.Port::number)
                .thenComparing(Backends.Port::protocol))
        .map(
            port ->
                new EndpointPortBuilder()
                    .withName(port.name())
                    .withPort(port.number())
                    .withProtocol(port.protocol())
                    .withAppProtocol(port.appProtocol())
                    .build())
        .toList();
  }

  private static EndpointAddress address(Service service, Pod pod, String ip) {
    return new EndpointAddressBuilder()
        .withIp(ip)
        .withNodeName(pod.getSpec().getNodeName())
        .withHostname(Backends.hostname(service, pod))
        .withTargetRef(Backends.target(pod))
        .build();
  }
}
