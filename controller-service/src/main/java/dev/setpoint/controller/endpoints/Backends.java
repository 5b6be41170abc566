package dev.setpoint.controller.endpoints;

import dev.setpoint.common.pod.PodStates;
import dev.setpoint.common.resource.Owners;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a Service and a Pod say of each other, by the rules of k8s.io/endpointslice/util. */
final class Backends {

  static final String SERVICE_NAME = "kubernetes.io/service-name";
  static final String HEADLESS = "service.kubernetes.io/headless";
  static final String TRIGGER_TIME = "endpoints.kubernetes.io/last-change-trigger-time";

  private Backends() {}

  static boolean selects(Service service) {
    return service.getSpec().getSelector() != null && !service.getSpec().getSelector().isEmpty();
  }

  static boolean selects(Service service, Pod pod) {
    @Nullable Map<String, String> labels = pod.getMetadata().getLabels();
    return selects(service)
        && labels != null
        && labels.entrySet().containsAll(service.getSpec().getSelector().entrySet());
  }

  static boolean isHeadless(Service service) {
    return "None".equals(service.getSpec().getClusterIP());
  }

  static boolean publishesNotReady(Service service) {
    return Boolean.TRUE.equals(service.getSpec().getPublishNotReadyAddresses());
  }

  /** Whether a Pod has, and may still have, anything behind its address. */
  static boolean mayServe(Pod pod, boolean evenWhileGoing) {
    return !PodStates.isTerminal(pod)
        && !addresses(pod).isEmpty()
        && (evenWhileGoing || !Owners.isDeleting(pod));
  }

  static List<String> addresses(Pod pod) {
    List<String> addresses = new ArrayList<>();
    if (pod.getStatus() != null) {
      if (pod.getStatus().getPodIPs() != null) {
        pod.getStatus().getPodIPs().forEach(ip -> addresses.add(ip.getIp()));
      }
      String first = pod.getStatus().getPodIP();
      if (addresses.isEmpty() && first != null && !first.isEmpty()) {
        addresses.add(first);
      }
    }
    return addresses;
  }

  static String family(String address) {
    return address.contains(":") ? "IPv6" : "IPv4";
  }

  /** The families that a Service has addresses of. */
  static List<String> families(Service service) {
    @Nullable List<String> families = service.getSpec().getIpFamilies();
    return families == null || families.isEmpty() ? List.of("IPv4") : families;
  }

  /** A port as it is reached at a Pod. */
  record Port(@Nullable String name, int number, String protocol, @Nullable String appProtocol) {}

  static List<Port> ports(Service service, Pod pod) {
    List<Port> ports = new ArrayList<>();
    @Nullable List<ServicePort> wanted = service.getSpec().getPorts();
    if (wanted != null) {
      for (ServicePort port : wanted) {
        Integer number = number(port, pod);
        if (number != null) {
          ports.add(
              new Port(
                  port.getName(), number, protocol(port.getProtocol()), port.getAppProtocol()));
        }
      }
    }
    return ports;
  }

  private static String protocol(@Nullable String protocol) {
    return protocol == null ? "TCP" : protocol;
  }

  private static @Nullable Integer number(ServicePort port, Pod pod) {
    if (port.getTargetPort() == null) {
      return port.getPort();
    }
    Integer number = port.getTargetPort().getIntVal();
    if (number != null) {
      return number == 0 ? port.getPort() : number;
    }
    for (Container container : containers(pod)) {
      if (container.getPorts() != null) {
        for (ContainerPort each : container.getPorts()) {
          if (port.getTargetPort().getStrVal().equals(each.getName())
              && protocol(port.getProtocol()).equals(protocol(each.getProtocol()))) {
            return each.getContainerPort();
          }
        }
      }
    }
    return null;
  }

  private static List<Container> containers(Pod pod) {
    List<Container> containers = new ArrayList<>(pod.getSpec().getContainers());
    if (pod.getSpec().getInitContainers() != null) {
      pod.getSpec().getInitContainers().stream()
          .filter(container -> "Always".equals(container.getRestartPolicy()))
          .forEach(containers::add);
    }
    return containers;
  }

  static ObjectReference target(Pod pod) {
    return new ObjectReferenceBuilder()
        .withKind("Pod")
        .withNamespace(pod.getMetadata().getNamespace())
        .withName(pod.getMetadata().getName())
        .withUid(pod.getMetadata().getUid())
        .build();
  }

  /** The name that DNS gives the Pod within the Service; null where it gives it none. */
  static @Nullable String hostname(Service service, Pod pod) {
    String hostname = pod.getSpec().getHostname();
    return hostname != null
            && !hostname.isEmpty()
            && service.getMetadata().getName().equals(pod.getSpec().getSubdomain())
        ? hostname
        : null;
  }

  /** The Service's labels with those that are ours to set. */
  static Map<String, String> labels(Service service) {
    Map<String, String> labels = new HashMap<>();
    if (service.getMetadata().getLabels() != null) {
      labels.putAll(service.getMetadata().getLabels());
    }
    labels.remove(HEADLESS);
    if (isHeadless(service)) {
      labels.put(HEADLESS, "");
    }
    return labels;
  }
}
