package dev.setpoint.agent.step;

import dev.setpoint.agent.cluster.NodeIdentity;
import dev.setpoint.agent.pod.Labels;
import dev.setpoint.agent.pod.PodContainers;
import dev.setpoint.agent.runtime.ContainerConfig;
import dev.setpoint.agent.runtime.ContainerConfig.NetworkIdentity;
import dev.setpoint.agent.runtime.ContainerConfig.PortMapping;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HostAlias;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodDNSConfig;
import io.fabric8.kubernetes.api.model.PodDNSConfigOption;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Sysctl;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The infra container: it owns the Pod's network, IPC and, where asked, PID namespace. */
final class SandboxConfigs {

  /** About what the pause process needs, so that it is the last to be picked by the OOM killer. */
  private static final int OOM_SCORE = -998;

  private SandboxConfigs() {}

  static ContainerConfig of(
      Pod pod, String image, List<String> command, String name, NodeIdentity node, int attempt) {
    PodSpec spec = pod.getSpec();
    boolean hostNetwork = Boolean.TRUE.equals(spec.getHostNetwork());
    String ipc = Boolean.TRUE.equals(spec.getHostIPC()) ? "host" : "shareable";
    String pid = Boolean.TRUE.equals(spec.getHostPID()) ? "host" : "";
    return new ContainerConfig(
        name,
        image,
        command,
        List.of(),
        List.of(),
        "",
        labels(pod, node, attempt),
        "",
        List.of(),
        false,
        false,
        false,
        new ContainerConfig.Namespaces(hostNetwork ? "host" : node.network(), ipc, pid),
        network(pod, hostNetwork),
        List.of(),
        new ContainerConfig.Resources(2, 0, 0, 0, OOM_SCORE),
        new ContainerConfig.Security(false, false, List.of(), List.of(), List.of()));
  }

  private static Map<String, String> labels(Pod pod, NodeIdentity node, int attempt) {
    Map<String, String> labels = podLabels(pod, node);
    labels.put(Labels.ROLE, Labels.SANDBOX_ROLE);
    labels.put(Labels.RESTART_COUNT, String.valueOf(attempt));
    return labels;
  }

  static Map<String, String> podLabels(Pod pod, NodeIdentity node) {
    Map<String, String> labels = new HashMap<>(node.labels());
    labels.put(Labels.POD_UID, pod.getMetadata().getUid());
    labels.put(Labels.POD_NAME, pod.getMetadata().getName());
    labels.put(Labels.POD_NAMESPACE, pod.getMetadata().getNamespace());
    Long grace = pod.getSpec().getTerminationGracePeriodSeconds();
    labels.put(Labels.GRACE, String.valueOf(grace == null ? 30 : grace));
    return labels;
  }

  private static NetworkIdentity network(Pod pod, boolean hostNetwork) {
    PodSpec spec = pod.getSpec();
    PodDNSConfig dns = spec.getDnsConfig();
    List<String> options = new ArrayList<>();
    if (dns != null && dns.getOptions() != null) {
      for (PodDNSConfigOption option : dns.getOptions()) {
        options.add(
            option.getValue() == null
                ? option.getName()
                : option.getName() + ":" + option.getValue());
      }
    }
    return new NetworkIdentity(
        hostNetwork ? "" : hostname(pod),
        dns == null ? List.of() : orEmpty(dns.getNameservers()),
        dns == null ? List.of() : orEmpty(dns.getSearches()),
        options,
        hostNetwork ? List.of() : extraHosts(spec),
        hostNetwork ? List.of() : ports(pod),
        sysctls(spec));
  }

  /** The Pod's name, or the name it asks for, cut to what a hostname may be. */
  static String hostname(Pod pod) {
    String wanted = pod.getSpec().getHostname();
    String name = wanted == null || wanted.isEmpty() ? pod.getMetadata().getName() : wanted;
    if (name.length() <= 63) {
      return name;
    }
    return name.substring(0, 63).replaceFirst("[-.]+$", "");
  }

  private static List<String> extraHosts(PodSpec spec) {
    List<String> hosts = new ArrayList<>();
    for (HostAlias alias : orEmpty(spec.getHostAliases())) {
      for (String name : orEmpty(alias.getHostnames())) {
        hosts.add(name + ":" + alias.getIp());
      }
    }
    return hosts;
  }

  private static List<PortMapping> ports(Pod pod) {
    List<PortMapping> ports = new ArrayList<>();
    for (Container container : PodContainers.all(pod)) {
      for (ContainerPort port : orEmpty(container.getPorts())) {
        if (port.getHostPort() != null && port.getHostPort() > 0) {
          ports.add(
              new PortMapping(
                  port.getContainerPort(),
                  port.getHostPort(),
                  port.getProtocol() == null ? "TCP" : port.getProtocol(),
                  port.getHostIP() == null ? "" : port.getHostIP()));
        }
      }
    }
    return ports;
  }

  private static Map<String, String> sysctls(PodSpec spec) {
    Map<String, String> map = new HashMap<>();
    if (spec.getSecurityContext() != null) {
      for (Sysctl sysctl : orEmpty(spec.getSecurityContext().getSysctls())) {
        map.put(sysctl.getName(), sysctl.getValue());
      }
    }
    return map;
  }

  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }
}
