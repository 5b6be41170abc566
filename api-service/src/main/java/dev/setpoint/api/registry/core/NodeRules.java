package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.same;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.texts;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.IpText;
import dev.setpoint.api.registry.Names;
import dev.setpoint.common.resource.Quantity;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Validation of Nodes (k8s.io/kubernetes/pkg/apis/core/validation). */
final class NodeRules {

  private static final List<String> EFFECTS =
      List.of("NoSchedule", "PreferNoSchedule", "NoExecute");

  private NodeRules() {}

  static void validate(ObjectNode node, FieldErrors errors) {
    taints(node, errors);
    resources(node, errors);
    podCidrs(node, errors);
  }

  static void validateUpdate(ObjectNode node, ObjectNode old, FieldErrors errors) {
    resources(node, errors);
    Set<String> seen = new HashSet<>();
    List<ObjectNode> addresses = objects(node, "status", "addresses");
    for (int i = 0; i < addresses.size(); i++) {
      if (!seen.add(addresses.get(i).toString())) {
        errors.add(
            "FieldValueDuplicate",
            "status.addresses[" + i + "]",
            "Duplicate value: core.NodeAddress{Type:"
                + GoFormat.quote(text(addresses.get(i), "type"))
                + ", Address:"
                + GoFormat.quote(text(addresses.get(i), "address"))
                + "}");
      }
    }
    List<String> before = texts(old, "spec", "podCIDRs");
    List<String> after = texts(node, "spec", "podCIDRs");
    if (!before.isEmpty() && !before.equals(after)) {
      errors.forbidden(
          "spec.podCIDRs", "node updates may not change podCIDR except from \"\" to valid");
    } else if (before.isEmpty()) {
      podCidrs(node, errors);
    }
    String provider = text(old, "spec", "providerID");
    if (!provider.isEmpty() && !provider.equals(text(node, "spec", "providerID"))) {
      errors.forbidden(
          "spec.providerID", "node updates may not change providerID except from \"\" to valid");
    }
    if (!text(node, "spec", "externalID").equals(text(old, "spec", "externalID"))) {
      errors.forbidden("spec.externalID", "may not be updated");
    }
    if (!same(node, old, "spec", "taints")) {
      taints(node, errors);
    }
  }

  private static void taints(ObjectNode node, FieldErrors errors) {
    List<ObjectNode> taints = objects(node, "spec", "taints");
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < taints.size(); i++) {
      ObjectNode taint = taints.get(i);
      String path = "metadata.taints[" + i + "]";
      String key = text(taint, "key");
      String effect = text(taint, "effect");
      errors.invalid(path + ".key", key, Names.qualifiedName(key));
      errors.invalid(path + ".value", text(taint, "value"), Names.labelValue(text(taint, "value")));
      if (effect.isEmpty()) {
        errors.required(path + ".effect", "");
      } else if (!EFFECTS.contains(effect)) {
        errors.notSupported(path + ".effect", effect, EFFECTS);
      }
      if (!seen.add(effect + "/" + key)) {
        errors.add(
            "FieldValueDuplicate",
            path,
            "Duplicate value: core.Taint{Key:"
                + GoFormat.quote(key)
                + ", Value:"
                + GoFormat.quote(text(taint, "value"))
                + ", Effect:"
                + GoFormat.quote(effect)
                + ", TimeAdded:"
                + (has(taint, "timeAdded") ? text(taint, "timeAdded") : "<nil>")
                + "}: taints must be unique by key and effect pair");
      }
    }
  }

  private static void resources(ObjectNode node, FieldErrors errors) {
    for (String list : List.of("capacity", "allocatable")) {
      JsonNode amounts = node.path("status").path(list);
      for (String name : new TreeSet<>(amounts.propertyNames())) {
        String path = "status." + list + "." + name;
        ResourceRules.name(name, path, errors);
        Quantity amount = Quantity.of(amounts.path(name));
        Quantities.nonNegative(amount, path, errors);
        if (ResourceRules.isWhole(name) && !amount.isInteger()) {
          errors.invalid(
              path, new GoFormat.Verbatim(Quantities.goText(amount, "")), "must be an integer");
        }
      }
    }
  }

  private static void podCidrs(ObjectNode node, FieldErrors errors) {
    List<String> cidrs = texts(node, "spec", "podCIDRs");
    boolean sound = true;
    for (int i = 0; i < cidrs.size(); i++) {
      if (!IpText.isCidr(cidrs.get(i))) {
        sound = false;
        errors.invalid(
            "spec.podCIDRs[" + i + "]",
            cidrs.get(i),
            "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
      }
    }
    if (cidrs.size() > 1 && sound) {
      long families = cidrs.stream().map(IpText::isV6).distinct().count();
      if (cidrs.size() > 2 || families != 2) {
        errors.invalid(
            "spec.podCIDRs",
            GoFormat.strings(cidrs),
            "may specify no more than one CIDR for each IP family");
      }
    }
  }
}
