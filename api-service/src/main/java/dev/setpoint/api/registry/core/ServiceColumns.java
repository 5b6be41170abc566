package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.textMap;
import static dev.setpoint.api.registry.Trees.texts;

import dev.setpoint.api.registry.CellText;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.schema.Schemas;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** A Service's row as kube-apiserver prints it (k8s.io/kubernetes/pkg/printers, printService). */
final class ServiceColumns {

  private ServiceColumns() {}

  static TableLayout layout(Schemas schemas) {
    return TableLayout.builder()
        .name()
        .column(
            "Type",
            "string",
            schemas.describe("core.v1.ServiceSpec.type"),
            0,
            (service, now) -> ServiceFields.type(service))
        .column(
            "Cluster-IP",
            "string",
            schemas.describe("core.v1.ServiceSpec.clusterIP"),
            0,
            (service, now) -> {
              List<String> ips = texts(service, "spec", "clusterIPs");
              return ips.isEmpty() ? "<none>" : ips.getFirst();
            })
        .column(
            "External-IP",
            "string",
            schemas.describe("core.v1.ServiceSpec.externalIPs"),
            0,
            (service, now) -> external(service))
        .column(
            "Port(s)",
            "string",
            schemas.describe("core.v1.ServiceSpec.ports"),
            0,
            (service, now) -> ports(service))
        .age()
        .column(
            "Selector",
            "string",
            schemas.describe("core.v1.ServiceSpec.selector"),
            1,
            (service, now) -> CellText.labels(textMap(service, "spec", "selector")))
        .build();
  }

  private static String external(ObjectNode service) {
    List<String> ips = texts(service, "spec", "externalIPs");
    return switch (ServiceFields.type(service)) {
      case "ExternalName" -> text(service, "spec", "externalName");
      case "LoadBalancer" -> {
        List<String> all = new ArrayList<>(balancer(service));
        all.addAll(ips);
        yield all.isEmpty() ? "<pending>" : String.join(",", all);
      }
      default -> ips.isEmpty() ? "<none>" : String.join(",", ips);
    };
  }

  private static TreeSet<String> balancer(ObjectNode service) {
    TreeSet<String> points = new TreeSet<>();
    for (ObjectNode ingress : objects(service, "status", "loadBalancer", "ingress")) {
      String ip = text(ingress, "ip");
      String point = ip.isEmpty() ? text(ingress, "hostname") : ip;
      if (!point.isEmpty()) {
        points.add(point);
      }
    }
    return points;
  }

  private static String ports(ObjectNode service) {
    List<ObjectNode> ports = objects(service, "spec", "ports");
    return ports.isEmpty()
        ? "<none>"
        : ports.stream()
            .map(
                port -> {
                  int nodePort = number(port, "nodePort");
                  return number(port, "port")
                      + (nodePort > 0 ? ":" + nodePort : "")
                      + "/"
                      + text(port, "protocol");
                })
            .collect(Collectors.joining(","));
  }
}
