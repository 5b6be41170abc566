package dev.setpoint.api.registry.networking;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.texts;

import dev.setpoint.api.registry.Cidr;
import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.IpRules;
import dev.setpoint.api.registry.LabelSelectors;
import dev.setpoint.api.registry.core.PortRules;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Validation of NetworkPolicies (k8s.io/kubernetes/pkg/apis/networking/validation). */
final class NetworkPolicyRules {

  private static final List<String> PROTOCOLS = List.of("TCP", "UDP", "SCTP");
  private static final List<String> TYPES = List.of("Ingress", "Egress");

  private NetworkPolicyRules() {}

  static void validate(ObjectNode spec, FieldErrors errors) {
    LabelSelectors.validate(spec.path("podSelector"), "spec.podSelector", errors);
    direction(spec, "ingress", "from", errors);
    direction(spec, "egress", "to", errors);
    List<String> types = texts(spec, "policyTypes");
    if (types.size() > TYPES.size()) {
      errors.invalid(
          "spec.policyTypes",
          new GoFormat.Verbatim(
              GoFormat.strings(types).text().replace("[]string", "[]networking.PolicyType")),
          "may not specify more than two policyTypes");
      return;
    }
    for (int i = 0; i < types.size(); i++) {
      if (!TYPES.contains(types.get(i))) {
        errors.notSupported("spec.policyTypes[" + i + "]", types.get(i), TYPES);
      }
    }
  }

  private static void direction(
      ObjectNode spec, String direction, String peersField, FieldErrors errors) {
    List<ObjectNode> rules = objects(spec, direction);
    for (int i = 0; i < rules.size(); i++) {
      String path = "spec." + direction + "[" + i + "]";
      List<ObjectNode> ports = objects(rules.get(i), "ports");
      for (int j = 0; j < ports.size(); j++) {
        port(ports.get(j), path + ".ports[" + j + "]", errors);
      }
      List<ObjectNode> peers = objects(rules.get(i), peersField);
      for (int j = 0; j < peers.size(); j++) {
        peer(peers.get(j), path + "." + peersField + "[" + j + "]", errors);
      }
    }
  }

  private static void port(ObjectNode port, String path, FieldErrors errors) {
    String protocol = text(port, "protocol");
    if (!PROTOCOLS.contains(protocol)) {
      errors.notSupported(path + ".protocol", protocol, PROTOCOLS);
    }
    boolean ranged = has(port, "endPort");
    int end = number(port, "endPort");
    JsonNode start = port.path("port");
    if (!has(port, "port")) {
      if (ranged) {
        errors.invalid(path + ".endPort", end, "may not be specified when `port` is not specified");
      }
    } else if (start.isString()) {
      if (ranged) {
        errors.invalid(path + ".endPort", end, "may not be specified when `port` is non-numeric");
      }
      PortRules.numberOrName(start, path + ".port", errors);
    } else {
      PortRules.inRange(start.intValue(0), path + ".port", errors);
      if (ranged) {
        if (end < start.intValue(0)) {
          errors.invalid(
              path + ".endPort", start.intValue(0), "must be greater than or equal to `port`");
        }
        PortRules.inRange(end, path + ".endPort", errors);
      }
    }
  }

  private static void peer(ObjectNode peer, String path, FieldErrors errors) {
    int kinds = 0;
    for (String selector : List.of("podSelector", "namespaceSelector")) {
      if (has(peer, selector)) {
        kinds++;
        LabelSelectors.validate(peer.path(selector), path + "." + selector, errors);
      }
    }
    ObjectNode block = object(peer, "ipBlock");
    if (block != null) {
      block(block, path + ".ipBlock", errors);
    }
    if (kinds == 0 && block == null) {
      errors.required(path, "must specify a peer");
    } else if (kinds > 0 && block != null) {
      errors.forbidden(path, "may not specify both ipBlock and another peer");
    }
  }

  private static void block(ObjectNode block, String path, FieldErrors errors) {
    String text = text(block, "cidr");
    if (text.isEmpty()) {
      errors.required(path + ".cidr", "");
      return;
    }
    IpRules.lenientCidr(text, path + ".cidr", errors);
    Cidr cidr = Cidr.parse(text);
    if (cidr == null) {
      return;
    }
    List<String> exceptions = texts(block, "except");
    for (int i = 0; i < exceptions.size(); i++) {
      String at = path + ".except[" + i + "]";
      IpRules.lenientCidr(exceptions.get(i), at, errors);
      Cidr except = Cidr.parse(exceptions.get(i));
      if (except != null && (!cidr.contains(except.network()) || cidr.bits() >= except.bits())) {
        errors.invalid(at, exceptions.get(i), "must be a strict subset of `cidr`");
      }
    }
  }
}
