package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.flag;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.textMap;

import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.schema.Schemas;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/** A Node's row as kube-apiserver prints it (k8s.io/kubernetes/pkg/printers, printNode). */
final class NodeColumns {

  private static final String ROLE_LABEL = "node-role.kubernetes.io/";

  private NodeColumns() {}

  static TableLayout layout(Schemas schemas) {
    String addresses = schemas.describe("core.v1.NodeStatus.addresses");
    TableLayout.Builder layout =
        TableLayout.builder()
            .name()
            .column("Status", "string", "The status of the node", 0, (n, now) -> status(n))
            .column("Roles", "string", "The roles of the node", 0, (n, now) -> roles(n))
            .age()
            .column(
                "Version",
                "string",
                schemas.describe("core.v1.NodeSystemInfo.kubeletVersion"),
                0,
                (n, now) -> text(n, "status", "nodeInfo", "kubeletVersion"))
            .column("Internal-IP", "string", addresses, 1, (n, now) -> address(n, "InternalIP"))
            .column("External-IP", "string", addresses, 1, (n, now) -> address(n, "ExternalIP"));
    info(layout, schemas, "OS-Image", "osImage");
    info(layout, schemas, "Kernel-Version", "kernelVersion");
    info(layout, schemas, "Container-Runtime", "containerRuntimeVersion");
    return layout.build();
  }

  private static void info(TableLayout.Builder layout, Schemas schemas, String name, String field) {
    layout.column(
        name,
        "string",
        schemas.describe("core.v1.NodeSystemInfo." + field),
        1,
        (n, now) -> {
          String value = text(n, "status", "nodeInfo", field);
          return value.isEmpty() ? "<unknown>" : value;
        });
  }

  private static String status(ObjectNode node) {
    List<String> parts = new ArrayList<>();
    objects(node, "status", "conditions").stream()
        .filter(condition -> text(condition, "type").equals("Ready"))
        .map(condition -> text(condition, "status").equals("True") ? "Ready" : "NotReady")
        .forEach(parts::add);
    if (parts.isEmpty()) {
      parts.add("Unknown");
    }
    if (flag(node, "spec", "unschedulable")) {
      parts.add("SchedulingDisabled");
    }
    return String.join(",", parts);
  }

  private static String roles(ObjectNode node) {
    TreeSet<String> roles = new TreeSet<>();
    textMap(node, "metadata", "labels")
        .forEach(
            (key, value) -> {
              if (key.startsWith(ROLE_LABEL) && key.length() > ROLE_LABEL.length()) {
                roles.add(key.substring(ROLE_LABEL.length()));
              } else if (key.equals("kubernetes.io/role") && !value.isEmpty()) {
                roles.add(value);
              }
            });
    return roles.isEmpty() ? "<none>" : String.join(",", roles);
  }

  private static String address(ObjectNode node, String type) {
    return objects(node, "status", "addresses").stream()
        .filter(address -> text(address, "type").equals(type))
        .map(address -> text(address, "address"))
        .findFirst()
        .orElse("<none>");
  }
}
