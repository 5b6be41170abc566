package dev.setpoint.api.admission.podsecurity;

import static dev.setpoint.api.registry.Trees.at;
import static dev.setpoint.api.registry.Trees.flag;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.texts;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The baseline: no known way out of the container (k8s.io/pod-security-admission/policy). */
final class BaselineChecks {

  private static final Set<String> DEFAULT_CAPABILITIES =
      Set.of(
          "AUDIT_WRITE",
          "CHOWN",
          "DAC_OVERRIDE",
          "FOWNER",
          "FSETID",
          "KILL",
          "MKNOD",
          "NET_BIND_SERVICE",
          "SETFCAP",
          "SETGID",
          "SETPCAP",
          "SETUID",
          "SYS_CHROOT");

  /** By the minor version from which each is safe. */
  private static final Map<String, Integer> SAFE_SYSCTLS =
      Map.ofEntries(
          Map.entry("kernel.shm_rmid_forced", 0),
          Map.entry("net.ipv4.ip_local_port_range", 0),
          Map.entry("net.ipv4.tcp_syncookies", 0),
          Map.entry("net.ipv4.ping_group_range", 0),
          Map.entry("net.ipv4.ip_unprivileged_port_start", 0),
          Map.entry("net.ipv4.ip_local_reserved_ports", 27),
          Map.entry("net.ipv4.tcp_keepalive_time", 29),
          Map.entry("net.ipv4.tcp_fin_timeout", 29),
          Map.entry("net.ipv4.tcp_keepalive_intvl", 29),
          Map.entry("net.ipv4.tcp_keepalive_probes", 29),
          Map.entry("net.ipv4.tcp_rmem", 32),
          Map.entry("net.ipv4.tcp_wmem", 32));

  static final List<SecurityCheck> ALL =
      List.of(
          check("appArmorProfile", (pod, minor) -> Profiles.appArmor(pod)),
          check("capabilities_baseline", (pod, minor) -> capabilities(pod)),
          check("hostNamespaces", (pod, minor) -> hostNamespaces(pod)),
          check("hostPathVolumes", (pod, minor) -> hostPaths(pod)),
          check("hostPorts", (pod, minor) -> hostPorts(pod)),
          check("privileged", (pod, minor) -> privileged(pod)),
          check("procMount", (pod, minor) -> procMount(pod)),
          check("seLinuxOptions", BaselineChecks::seLinux),
          check("seccompProfile_baseline", Profiles::seccomp),
          check("sysctls", BaselineChecks::sysctls),
          check("windowsHostProcess", (pod, minor) -> hostProcess(pod)));

  private BaselineChecks() {}

  private static SecurityCheck check(String id, SecurityCheck.Rule rule) {
    return new SecurityCheck(id, Level.BASELINE, 0, "", rule);
  }

  private static @Nullable Violation capabilities(PodView pod) {
    Set<String> bad = new HashSet<>();
    List<String> containers =
        pod.named(
            c -> {
              List<String> added = new ArrayList<>(capabilitiesAdded(c));
              added.removeAll(DEFAULT_CAPABILITIES);
              bad.addAll(added);
              return !added.isEmpty();
            });
    return containers.isEmpty()
        ? null
        : new Violation(
            "non-default capabilities",
            PodView.containers(containers)
                + " must not include "
                + PodView.sortedAndQuoted(bad)
                + " in securityContext.capabilities.add");
  }

  static List<String> capabilitiesAdded(ObjectNode container) {
    return texts(container, "securityContext", "capabilities", "add");
  }

  private static @Nullable Violation hostNamespaces(PodView pod) {
    List<String> shared = new ArrayList<>();
    for (String field : List.of("hostNetwork", "hostPID", "hostIPC")) {
      if (flag(pod.spec(), field)) {
        shared.add(field + "=true");
      }
    }
    return shared.isEmpty() ? null : new Violation("host namespaces", String.join(", ", shared));
  }

  private static @Nullable Violation hostPaths(PodView pod) {
    List<String> volumes =
        objects(pod.spec(), "volumes").stream()
            .filter(volume -> has(volume, "hostPath"))
            .map(volume -> text(volume, "name"))
            .toList();
    return volumes.isEmpty()
        ? null
        : new Violation(
            "hostPath volumes",
            PodView.plural("volume", volumes.size()) + " " + PodView.quoted(volumes));
  }

  private static @Nullable Violation hostPorts(PodView pod) {
    Set<String> ports = new TreeSet<>();
    List<String> containers =
        pod.named(
            c -> {
              List<String> own =
                  objects(c, "ports").stream()
                      .map(port -> number(port, "hostPort"))
                      .filter(port -> port != 0)
                      .map(String::valueOf)
                      .toList();
              ports.addAll(own);
              return !own.isEmpty();
            });
    String noun = PodView.plural("hostPort", ports.size());
    return containers.isEmpty()
        ? null
        : new Violation(
            noun,
            PodView.containers(containers)
                + (containers.size() == 1 ? " uses " : " use ")
                + noun
                + " "
                + String.join(", ", ports));
  }

  private static @Nullable Violation privileged(PodView pod) {
    List<String> containers = pod.named(c -> flag(c, "securityContext", "privileged"));
    return containers.isEmpty()
        ? null
        : new Violation(
            "privileged",
            PodView.containers(containers) + " must not set securityContext.privileged=true");
  }

  private static @Nullable Violation procMount(PodView pod) {
    Set<String> types = new HashSet<>();
    List<String> containers =
        pod.named(
            c -> {
              String type = text(c, "securityContext", "procMount");
              boolean bad = !type.isEmpty() && !type.equals("Default");
              if (bad) {
                types.add(type);
              }
              return bad;
            });
    return containers.isEmpty()
        ? null
        : new Violation(
            "procMount",
            PodView.containers(containers)
                + " must not set securityContext.procMount to "
                + PodView.sortedAndQuoted(types));
  }

  private static @Nullable Violation seLinux(PodView pod, int minor) {
    Set<String> allowed =
        new HashSet<>(Set.of("", "container_t", "container_init_t", "container_kvm_t"));
    if (minor >= 31) {
      allowed.add("container_engine_t");
    }
    Set<String> types = new TreeSet<>();
    Set<String> identity = new HashSet<>();
    Setters setters =
        Setters.of(
            pod,
            context -> {
              JsonNode options = at(context, "seLinuxOptions");
              String type = text(options, "type");
              boolean bad = !allowed.contains(type);
              if (bad) {
                types.add(type);
              }
              for (String field : List.of("user", "role")) {
                if (!text(options, field).isEmpty()) {
                  identity.add(field);
                  bad = true;
                }
              }
              return bad;
            });
    if (setters.isEmpty()) {
      return null;
    }
    List<String> data = new ArrayList<>();
    if (!types.isEmpty()) {
      data.add(PodView.plural("type", types.size()) + " " + PodView.quoted(types));
    }
    for (String field : List.of("user", "role")) {
      if (identity.contains(field)) {
        data.add(field + " may not be set");
      }
    }
    return new Violation(
        "seLinuxOptions",
        setters + " set forbidden securityContext.seLinuxOptions: " + String.join("; ", data));
  }

  private static @Nullable Violation sysctls(PodView pod, int minor) {
    List<String> unsafe =
        objects(pod.spec(), "securityContext", "sysctls").stream()
            .map(sysctl -> text(sysctl, "name"))
            .filter(name -> !isSafe(name, minor))
            .toList();
    return unsafe.isEmpty() ? null : new Violation("forbidden sysctls", String.join(", ", unsafe));
  }

  private static boolean isSafe(String sysctl, int minor) {
    Integer since = SAFE_SYSCTLS.get(sysctl);
    return since != null && since <= minor;
  }

  private static @Nullable Violation hostProcess(PodView pod) {
    Setters setters = Setters.of(pod, context -> flag(context, "windowsOptions", "hostProcess"));
    return setters.isEmpty()
        ? null
        : new Violation(
            "hostProcess",
            setters + " must not set securityContext.windowsOptions.hostProcess=true");
  }
}
