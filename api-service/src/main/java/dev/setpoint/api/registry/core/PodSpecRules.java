package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.flag;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.texts;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.IpText;
import dev.setpoint.api.registry.LabelSelectors;
import dev.setpoint.api.registry.Names;
import dev.setpoint.common.resource.Quantity;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Validation of the spec of Pods and Pod templates, in the order of Kubernetes' own
 * (k8s.io/kubernetes/pkg/apis/core/validation).
 */
final class PodSpecRules {

  private static final List<String> RESTARTS = List.of("Always", "OnFailure", "Never");
  private static final List<String> SYSTEMS = List.of("linux", "windows");
  private static final List<String> PREEMPTIONS = List.of("Never", "PreemptLowerPriority");

  private PodSpecRules() {}

  static void validate(ObjectNode spec, String path, FieldErrors errors) {
    Map<String, ObjectNode> volumes = VolumeRules.validate(spec, path + ".volumes", errors);
    new ContainerRules(spec, volumes, path, errors).validate();
    if (flag(spec, "hostNetwork")) {
      PortRules.onHostNetwork(objects(spec, "containers"), path + ".containers", errors);
      PortRules.onHostNetwork(objects(spec, "initContainers"), path + ".initContainers", errors);
    }
    String restart = text(spec, "restartPolicy");
    if (!RESTARTS.contains(restart)) {
      errors.notSupported(path + ".restartPolicy", restart, RESTARTS);
    }
    DnsRules.policy(spec, path + ".dnsPolicy", errors);
    LabelSelectors.validateLabels(spec.path("nodeSelector"), path + ".nodeSelector", errors);
    SecurityRules.pod(spec, path, errors);
    AffinityRules.validate(object(spec, "affinity"), path + ".affinity", errors);
    DnsRules.config(spec, path + ".dnsConfig", errors);
    SchedulingRules.readinessGates(spec, path + ".readinessGates", errors);
    SchedulingRules.schedulingGates(spec, path + ".schedulingGates", errors);
    SchedulingRules.spread(spec, path + ".topologySpreadConstraints", errors);
    hostUsers(spec, path, errors);
    subdomain(spec, "serviceAccountName", path, errors);
    subdomain(spec, "nodeName", path, errors);
    activeDeadline(spec, path + ".activeDeadlineSeconds", errors);
    label(spec, "hostname", path, errors);
    label(spec, "subdomain", path, errors);
    SchedulingRules.tolerations(spec, path + ".tolerations", errors);
    hostAliases(spec, path + ".hostAliases", errors);
    subdomain(spec, "priorityClassName", path, errors);
    if (has(spec, "runtimeClassName")) {
      String name = text(spec, "runtimeClassName");
      errors.invalid(path + ".runtimeClassName", name, Names.subdomain(name));
    }
    if (has(spec, "preemptionPolicy") && !PREEMPTIONS.contains(text(spec, "preemptionPolicy"))) {
      errors.notSupported(path + ".preemptionPolicy", text(spec, "preemptionPolicy"), PREEMPTIONS);
    }
    JsonNode overhead = spec.path("overhead");
    for (String name : new TreeSet<>(overhead.propertyNames())) {
      String at = path + ".overhead.limits[" + name + "]";
      Quantities.nonNegative(Quantity.of(overhead.path(name)), at, errors);
    }
    operatingSystem(spec, path + ".os", errors);
  }

  /** With users of its own, a Pod cannot share the host's namespaces. */
  private static void hostUsers(ObjectNode spec, String path, FieldErrors errors) {
    if (!has(spec, "hostUsers") || flag(spec, "hostUsers")) {
      return;
    }
    for (String shared : List.of("hostNetwork", "hostPID", "hostIPC")) {
      if (flag(spec, shared)) {
        errors.forbidden(path + "." + shared, "when `hostUsers` is false");
      }
    }
  }

  private static void subdomain(ObjectNode spec, String field, String path, FieldErrors errors) {
    String name = text(spec, field);
    if (!name.isEmpty()) {
      errors.invalid(path + "." + field, name, Names.subdomain(name));
    }
  }

  private static void label(ObjectNode spec, String field, String path, FieldErrors errors) {
    String name = text(spec, field);
    if (!name.isEmpty()) {
      errors.invalid(path + "." + field, name, Names.label(name));
    }
  }

  private static void activeDeadline(ObjectNode spec, String path, FieldErrors errors) {
    long seconds = spec.path("activeDeadlineSeconds").longValue(0);
    if (has(spec, "activeDeadlineSeconds") && (seconds < 1 || seconds > Integer.MAX_VALUE)) {
      errors.invalid(path, seconds, "must be between 1 and 2147483647, inclusive");
    }
  }

  private static void hostAliases(ObjectNode spec, String path, FieldErrors errors) {
    List<ObjectNode> aliases = objects(spec, "hostAliases");
    for (int i = 0; i < aliases.size(); i++) {
      String at = path + "[" + i + "]";
      String ip = text(aliases.get(i), "ip");
      if (!IpText.isIp(ip)) {
        errors.invalid(at + ".ip", ip, DnsRules.BAD_IP);
      }
      List<String> names = texts(aliases.get(i), "hostnames");
      for (int j = 0; j < names.size(); j++) {
        errors.invalid(at + ".hostnames[" + j + "]", names.get(j), Names.subdomain(names.get(j)));
      }
    }
  }

  private static void operatingSystem(ObjectNode spec, String path, FieldErrors errors) {
    if (!has(spec, "os")) {
      return;
    }
    String name = text(spec, "os", "name");
    if (name.isEmpty()) {
      errors.required(path + ".name", "cannot be empty");
    } else if (!SYSTEMS.contains(name)) {
      errors.notSupported(path, name, SYSTEMS);
    }
  }
}
