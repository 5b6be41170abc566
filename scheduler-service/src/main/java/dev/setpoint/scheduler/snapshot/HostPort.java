package dev.setpoint.scheduler.snapshot;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;

/** A port that a Pod takes on its Node. */
public record HostPort(String ip, String protocol, int port) {

  private static final String ANY = "0.0.0.0";

  /** Two wildcards, or a wildcard and any address, collide on the same protocol and port. */
  public boolean conflictsWith(HostPort other) {
    return port == other.port
        && protocol.equals(other.protocol)
        && (ip.equals(other.ip) || ip.equals(ANY) || other.ip.equals(ANY));
  }

  /** The ports of containers and sidecars; other init containers' ports are free again by then. */
  static List<HostPort> of(Pod pod) {
    List<HostPort> ports = new ArrayList<>();
    for (Container container : pod.getSpec().getContainers()) {
      collect(container, ports);
    }
    for (Container container : pod.getSpec().getInitContainers()) {
      if ("Always".equals(container.getRestartPolicy())) {
        collect(container, ports);
      }
    }
    return List.copyOf(ports);
  }

  private static void collect(Container container, List<HostPort> into) {
    for (ContainerPort port : container.getPorts()) {
      Integer number = port.getHostPort();
      if (number != null && number > 0) {
        String ip = port.getHostIP();
        String protocol = port.getProtocol();
        into.add(
            new HostPort(
                ip == null || ip.isEmpty() ? ANY : ip,
                protocol == null || protocol.isEmpty() ? "TCP" : protocol,
                number));
      }
    }
  }
}
