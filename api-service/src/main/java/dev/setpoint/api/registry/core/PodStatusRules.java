package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.at;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.IpText;
import dev.setpoint.api.registry.Names;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Validation of what node agents write into a Pod's status. */
final class PodStatusRules {

  private static final Set<String> KUBERNETES_CONDITIONS =
      Set.of("PodScheduled", "Ready", "Initialized");

  private PodStatusRules() {}

  static void validate(ObjectNode pod, ObjectNode old, FieldErrors errors) {
    String nominated = text(pod, "status", "nominatedNodeName");
    if (!nominated.isEmpty() && !nominated.equals(text(old, "status", "nominatedNodeName"))) {
      errors.invalid("status.nominatedNodeName", nominated, Names.subdomain(nominated));
    }
    List<ObjectNode> conditions = objects(pod, "status", "conditions");
    for (int i = 0; i < conditions.size(); i++) {
      String type = text(conditions.get(i), "type");
      if (!KUBERNETES_CONDITIONS.contains(type)) {
        errors.invalid("status.conditions[" + i + "].Type", type, Names.qualifiedName(type));
      }
    }
    for (String list : List.of("containerStatuses", "initContainerStatuses")) {
      terminatedStaysSo(pod, old, list, errors);
    }
    addresses(pod, "podIPs", errors);
    addresses(pod, "hostIPs", errors);
    if (!text(pod, "status", "qosClass").equals(text(old, "status", "qosClass"))
        && !text(old, "status", "qosClass").isEmpty()) {
      errors.immutable("status.qosClass", text(pod, "status", "qosClass"));
    }
  }

  /** A container that ended and is not to be restarted cannot come back. */
  private static void terminatedStaysSo(
      ObjectNode pod, ObjectNode old, String list, FieldErrors errors) {
    String policy = text(pod, "spec", "restartPolicy");
    if (policy.equals("Always")) {
      return;
    }
    List<ObjectNode> statuses = objects(pod, "status", list);
    for (ObjectNode before : objects(old, "status", list)) {
      boolean mayReturn =
          !has(before, "state", "terminated")
              || (policy.equals("OnFailure")
                  && number(at(before, "state", "terminated"), "exitCode") != 0);
      if (mayReturn || isSidecar(pod, text(before, "name"))) {
        continue;
      }
      for (int i = 0; i < statuses.size(); i++) {
        if (text(statuses.get(i), "name").equals(text(before, "name"))
            && !has(statuses.get(i), "state", "terminated")) {
          errors.forbidden(
              "status." + list + "[" + i + "].state",
              "may not be transitioned to non-terminated state");
        }
      }
    }
  }

  private static boolean isSidecar(ObjectNode pod, String name) {
    return objects(pod, "spec", "initContainers").stream()
        .anyMatch(c -> text(c, "name").equals(name) && text(c, "restartPolicy").equals("Always"));
  }

  private static void addresses(ObjectNode pod, String list, FieldErrors errors) {
    List<String> ips =
        objects(pod, "status", list).stream().map(entry -> text(entry, "ip")).toList();
    boolean sound = true;
    for (int i = 0; i < ips.size(); i++) {
      if (!IpText.isIp(ips.get(i))) {
        sound = false;
        errors.invalid("status." + list + "[" + i + "]", ips.get(i), DnsRules.BAD_IP);
      }
    }
    if (sound && ips.size() > 1) {
      long families = ips.stream().map(IpText::isV6).distinct().count();
      if (ips.size() > 2 || families != 2) {
        errors.invalid(
            "status." + list,
            dev.setpoint.api.registry.GoFormat.strings(ips),
            "may specify no more than one IP for each IP family");
      }
    }
  }
}
