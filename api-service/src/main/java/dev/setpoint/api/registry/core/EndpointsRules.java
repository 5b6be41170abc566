package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.IpRules;
import dev.setpoint.api.registry.Names;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Validation of Endpoints (k8s.io/kubernetes/pkg/apis/core/validation). */
final class EndpointsRules {

  private EndpointsRules() {}

  static void validate(ObjectNode endpoints, FieldErrors errors) {
    List<ObjectNode> subsets = objects(endpoints, "subsets");
    for (int i = 0; i < subsets.size(); i++) {
      subset(subsets.get(i), "subsets[" + i + "]", errors);
    }
  }

  private static void subset(ObjectNode subset, String path, FieldErrors errors) {
    List<ObjectNode> ready = objects(subset, "addresses");
    List<ObjectNode> others = objects(subset, "notReadyAddresses");
    if (ready.isEmpty() && others.isEmpty()) {
      errors.required(path, "must specify `addresses` or `notReadyAddresses`");
    }
    for (int i = 0; i < ready.size(); i++) {
      address(ready.get(i), path + ".addresses[" + i + "]", errors);
    }
    for (int i = 0; i < others.size(); i++) {
      address(others.get(i), path + ".notReadyAddresses[" + i + "]", errors);
    }
    List<ObjectNode> ports = objects(subset, "ports");
    for (int i = 0; i < ports.size(); i++) {
      port(ports.get(i), ports.size() > 1, path + ".ports[" + i + "]", errors);
    }
  }

  private static void address(ObjectNode address, String path, FieldErrors errors) {
    IpRules.lenient(text(address, "ip"), path + ".ip", errors);
    String host = text(address, "hostname");
    if (!host.isEmpty()) {
      errors.invalid(path + ".hostname", host, Names.label(host));
    }
    if (has(address, "nodeName")) {
      String node = text(address, "nodeName");
      errors.invalid(path + ".nodeName", node, Names.subdomain(node));
    }
    IpRules.notSpecial(text(address, "ip"), path + ".ip", errors);
  }

  private static void port(ObjectNode port, boolean named, String path, FieldErrors errors) {
    String name = text(port, "name");
    if (named && name.isEmpty()) {
      errors.required(path + ".name", "");
    } else if (!name.isEmpty()) {
      errors.invalid(path + ".name", name, Names.label(name));
    }
    PortRules.inRange(number(port, "port"), path + ".port", errors);
    PortRules.protocol(port, path + ".protocol", errors);
    if (has(port, "appProtocol")) {
      String protocol = text(port, "appProtocol");
      errors.invalid(path + ".appProtocol", protocol, Names.qualifiedName(protocol));
    }
  }
}
