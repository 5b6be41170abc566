package dev.setpoint.agent.runtime.docker;

import com.github.dockerjava.api.model.Network;
import dev.setpoint.agent.runtime.PodNetwork;
import dev.setpoint.agent.runtime.RuntimeFailure;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The node's bridge network, which may share its engine with other nodes' and users' networks. */
final class DockerNetworks {

  private final DockerCalls calls;

  DockerNetworks(DockerCalls calls) {
    this.calls = calls;
  }

  PodNetwork ensure(String name, Map<String, String> labels, List<String> subnets) {
    Network existing = find(labels);
    if (existing != null) {
      return of(existing);
    }
    RuntimeFailure last = null;
    for (String subnet : subnets) {
      try {
        create(name, labels, subnet);
      } catch (RuntimeFailure e) {
        if (e.engineTrouble()) {
          throw e;
        }
        if (e.kind() == RuntimeFailure.Kind.CONFLICT && e.message().contains("already exists")) {
          throw e;
        }
        last = e; // most likely: overlaps with another network
        continue;
      }
      Network created = find(labels);
      if (created != null) {
        return of(created);
      }
    }
    throw new RuntimeFailure(
        RuntimeFailure.Kind.OTHER,
        "no subnet is free for the Pod network" + (last == null ? "" : ": " + last.message()),
        last);
  }

  private void create(String name, Map<String, String> labels, String subnet) {
    calls.call(
        "network_create",
        client ->
            client
                .createNetworkCmd()
                .withName(name)
                .withDriver("bridge")
                .withCheckDuplicate(true)
                .withIpam(
                    new Network.Ipam()
                        .withDriver("default")
                        .withConfig(
                            new Network.Ipam.Config()
                                .withSubnet(subnet)
                                .withGateway(firstAddress(subnet))))
                .withLabels(labels)
                .exec());
  }

  private @Nullable Network find(Map<String, String> labels) {
    List<String> filter =
        labels.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
    List<Network> found =
        calls.call("network_list", c -> c.listNetworksCmd().withFilter("label", filter).exec());
    return found.isEmpty() ? null : found.getFirst();
  }

  private static PodNetwork of(Network network) {
    List<Network.Ipam.Config> ipam =
        network.getIpam() == null || network.getIpam().getConfig() == null
            ? List.of()
            : network.getIpam().getConfig();
    String subnet = ipam.isEmpty() ? "" : String.valueOf(ipam.getFirst().getSubnet());
    String gateway = ipam.isEmpty() ? "" : String.valueOf(ipam.getFirst().getGateway());
    return new PodNetwork(network.getName(), network.getId(), subnet, gateway);
  }

  /** {@code 10.244.3.0/24} gives {@code 10.244.3.1}. */
  static String firstAddress(String subnet) {
    String base = subnet.substring(0, subnet.indexOf('/'));
    int dot = base.lastIndexOf('.');
    return base.substring(0, dot + 1) + (Integer.parseInt(base.substring(dot + 1)) + 1);
  }
}
