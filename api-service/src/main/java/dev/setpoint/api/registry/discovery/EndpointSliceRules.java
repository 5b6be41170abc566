package dev.setpoint.api.registry.discovery;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.texts;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.IpAddress;
import dev.setpoint.api.registry.IpRules;
import dev.setpoint.api.registry.LabelSelectors;
import dev.setpoint.api.registry.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Validation of EndpointSlices (k8s.io/kubernetes/pkg/apis/discovery/validation). */
final class EndpointSliceRules {

  private static final List<String> TYPES = List.of("FQDN", "IPv4", "IPv6");
  private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");
  private static final int TOPOLOGY_MAX = 16;
  private static final int ADDRESSES_MAX = 100;
  private static final int PORTS_MAX = 20000;
  private static final int ENDPOINTS_MAX = 1000;
  private static final int HINTS_MAX = 8;

  private EndpointSliceRules() {}

  static void validate(ObjectNode slice, FieldErrors errors) {
    String type = text(slice, "addressType");
    if (type.isEmpty()) {
      errors.required("addressType", "");
    } else if (!TYPES.contains(type)) {
      errors.notSupported("addressType", type, TYPES);
    }
    List<ObjectNode> endpoints = objects(slice, "endpoints");
    if (endpoints.size() > ENDPOINTS_MAX) {
      errors.tooMany("endpoints", endpoints.size(), ENDPOINTS_MAX);
    } else {
      for (int i = 0; i < endpoints.size(); i++) {
        endpoint(endpoints.get(i), type, "endpoints[" + i + "]", errors);
      }
    }
    ports(objects(slice, "ports"), errors);
  }

  private static void endpoint(ObjectNode endpoint, String type, String path, FieldErrors errors) {
    List<String> addresses = texts(endpoint, "addresses");
    if (addresses.isEmpty()) {
      errors.required(path + ".addresses", "must contain at least 1 address");
    } else if (addresses.size() > ADDRESSES_MAX) {
      errors.tooMany(path + ".addresses", addresses.size(), ADDRESSES_MAX);
    }
    for (int i = 0; i < addresses.size(); i++) {
      String at = path + ".addresses";
      switch (type) {
        case "IPv4", "IPv6" -> ip(addresses.get(i), type, at, i, errors);
        case "FQDN" -> domain(addresses.get(i), at + "[" + i + "]", errors);
        default -> {}
      }
    }
    if (has(endpoint, "nodeName")) {
      String node = text(endpoint, "nodeName");
      errors.invalid(path + ".nodeName", node, Names.subdomain(node));
    }
    int labels = endpoint.path("deprecatedTopology").size();
    if (labels > TOPOLOGY_MAX) {
      errors.tooMany(path + ".deprecatedTopology", labels, TOPOLOGY_MAX);
    }
    LabelSelectors.validateLabels(
        endpoint.path("deprecatedTopology"), path + ".deprecatedTopology", errors);
    if (has(endpoint, "hostname")) {
      String host = text(endpoint, "hostname");
      errors.invalid(path + ".hostname", host, Names.label(host));
    }
    ObjectNode hints = object(endpoint, "hints");
    if (hints != null) {
      hints(objects(hints, "forZones"), path + ".hints.forZones", errors);
    }
  }

  private static void ip(String address, String type, String path, int index, FieldErrors errors) {
    String at = path + "[" + index + "]";
    if (!IpRules.lenient(address, at, errors)) {
      return;
    }
    IpAddress ip = IpAddress.parse(address);
    if (ip != null && ip.isV4() != type.equals("IPv4")) {
      errors.invalid(path, address, "must be an " + type + " address");
    }
    IpRules.notSpecial(address, at, errors);
  }

  private static void domain(String address, String path, FieldErrors errors) {
    if (address.isEmpty()) {
      errors.required(path, "");
      return;
    }
    String name = address.endsWith(".") ? address.substring(0, address.length() - 1) : address;
    List<String> problems = Names.subdomain(name);
    if (!problems.isEmpty()) {
      errors.invalid(path, name, String.join(",", problems));
      return;
    }
    if (!name.contains(".")) {
      errors.invalid(path, name, "should be a domain with at least two segments separated by dots");
      return;
    }
    for (String label : name.split("\\.", -1)) {
      List<String> wrong = Names.label(label);
      if (!wrong.isEmpty()) {
        errors.invalid(path, label, String.join(",", wrong));
      }
    }
  }

  private static void hints(List<ObjectNode> zones, String path, FieldErrors errors) {
    if (zones.size() > HINTS_MAX) {
      errors.tooMany(path, zones.size(), HINTS_MAX);
      return;
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < zones.size(); i++) {
      String zone = text(zones.get(i), "name");
      String at = path + "[" + i + "].name";
      if (!seen.add(zone)) {
        errors.duplicate(at, zone);
      }
      errors.invalid(at, zone, Names.labelValue(zone));
    }
  }

  private static void ports(List<ObjectNode> ports, FieldErrors errors) {
    if (ports.size() > PORTS_MAX) {
      errors.tooMany("ports", ports.size(), PORTS_MAX);
      return;
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      String path = "ports[" + i + "]";
      String name = text(ports.get(i), "name");
      if (!name.isEmpty()) {
        errors.invalid(path + ".name", name, Names.label(name));
      }
      if (!names.add(name)) {
        errors.duplicate(path + ".name", name);
      }
      String protocol = text(ports.get(i), "protocol");
      if (!PROTOCOLS.contains(protocol)) {
        errors.notSupported(path + ".protocol", protocol, PROTOCOLS);
      }
      if (has(ports.get(i), "appProtocol")) {
        String application = text(ports.get(i), "appProtocol");
        errors.invalid(path + ".appProtocol", application, Names.qualifiedName(application));
      }
    }
  }
}
