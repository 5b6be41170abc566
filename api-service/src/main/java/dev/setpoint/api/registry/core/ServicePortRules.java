package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Ports of Services. */
final class ServicePortRules {

  private ServicePortRules() {}

  static void each(List<ObjectNode> ports, FieldErrors errors) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      ObjectNode port = ports.get(i);
      String path = "spec.ports[" + i + "]";
      String name = text(port, "name");
      if (name.isEmpty()) {
        if (ports.size() > 1) {
          errors.required(path + ".name", "");
        }
      } else {
        errors.invalid(path + ".name", name, Names.label(name));
        if (!names.add(name)) {
          errors.duplicate(path + ".name", name);
        }
      }
      PortRules.inRange(number(port, "port"), path + ".port", errors);
      PortRules.protocol(port, path + ".protocol", errors);
      PortRules.numberOrName(port.path("targetPort"), path + ".targetPort", errors);
      if (has(port, "appProtocol")) {
        String protocol = text(port, "appProtocol");
        errors.invalid(path + ".appProtocol", protocol, Names.qualifiedName(protocol));
      }
    }
  }

  /** What the ports may not be beside each other. */
  static void together(String type, List<ObjectNode> ports, FieldErrors errors) {
    Set<String> nodePorts = new HashSet<>();
    Set<String> numbers = new HashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      if (type.equals("ClusterIP") && number(ports.get(i), "nodePort") != 0) {
        errors.forbidden(
            "spec.ports[" + i + "].nodePort", "may not be used when `type` is 'ClusterIP'");
      }
    }
    for (int i = 0; i < ports.size(); i++) {
      int nodePort = number(ports.get(i), "nodePort");
      String protocol = text(ports.get(i), "protocol");
      if (nodePort != 0 && !nodePorts.add(protocol + nodePort)) {
        errors.duplicate("spec.ports[" + i + "].nodePort", nodePort);
      }
    }
    for (int i = 0; i < ports.size(); i++) {
      int port = number(ports.get(i), "port");
      String protocol = text(ports.get(i), "protocol");
      if (!numbers.add(protocol + port)) {
        errors.duplicate(
            "spec.ports[" + i + "]",
            new GoFormat.Verbatim(
                "core.ServicePort{Name:\"\", Protocol:"
                    + GoFormat.quote(protocol)
                    + ", AppProtocol:(*string)(nil), Port:"
                    + port
                    + ", TargetPort:intstr.IntOrString{Type:0, IntVal:0, StrVal:\"\"},"
                    + " NodePort:0}"));
      }
    }
  }
}
