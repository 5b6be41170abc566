package dev.setpoint.controller.endpoints;

import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.fabric8.kubernetes.api.model.EndpointSubset;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The slices' view of Endpoints: each subset is a group of its own in each address family. */
final class Mirror {

  private Mirror() {}

  /**
   * @param most how many addresses of a subset are taken
   */
  static Map<SlicePlan.Group, List<Endpoint>> wanted(Endpoints source, int most) {
    Map<SlicePlan.Group, List<Endpoint>> wanted = new LinkedHashMap<>();
    @Nullable List<EndpointSubset> subsets = source.getSubsets();
    for (EndpointSubset subset : subsets == null ? List.<EndpointSubset>of() : subsets) {
      List<EndpointPort> ports = ports(subset);
      List<Endpoint> all = new ArrayList<>();
      orEmpty(subset.getAddresses()).forEach(address -> all.add(endpoint(address, true)));
      orEmpty(subset.getNotReadyAddresses()).forEach(address -> all.add(endpoint(address, false)));
      for (Endpoint endpoint : all.subList(0, Math.min(most, all.size()))) {
        String family = Backends.family(endpoint.getAddresses().getFirst());
        wanted
            .computeIfAbsent(new SlicePlan.Group(family, ports), g -> new ArrayList<>())
            .add(endpoint);
      }
    }
    return wanted;
  }

  private static List<EndpointAddress> orEmpty(@Nullable List<EndpointAddress> list) {
    return list == null ? List.of() : list;
  }

  private static List<EndpointPort> ports(EndpointSubset subset) {
    return subset.getPorts() == null
        ? List.of()
        : subset.getPorts().stream()
            .map(
                port ->
                    new EndpointPortBuilder()
                        .withName(port.getName() == null ? "" : port.getName())
                        .withPort(port.getPort())
                        .withProtocol(port.getProtocol() == null ? "TCP" : port.getProtocol())
                        .withAppProtocol(port.getAppProtocol())
                        .build())
            .toList();
  }

  private static Endpoint endpoint(EndpointAddress address, boolean ready) {
    return new EndpointBuilder()
        .withAddresses(address.getIp())
        .withNewConditions()
        .withReady(ready)
        .endConditions()
        .withHostname(address.getHostname())
        .withNodeName(address.getNodeName())
        .withTargetRef(address.getTargetRef())
        .build();
  }
}
