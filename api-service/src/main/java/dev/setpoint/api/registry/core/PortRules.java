package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Ports of containers, and ports that probes name. */
public final class PortRules {

  private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");
  private static final Pattern NAME = Pattern.compile("[-a-z0-9]+");
  private static final Pattern LETTER = Pattern.compile("[a-z]");
  private static final String RANGE = "must be between 1 and 65535, inclusive";

  private PortRules() {}

  static void containerPorts(ObjectNode container, String path, FieldErrors errors) {
    Set<String> names = new HashSet<>();
    List<ObjectNode> ports = objects(container, "ports");
    for (int i = 0; i < ports.size(); i++) {
      ObjectNode port = ports.get(i);
      String at = path + "[" + i + "]";
      String name = text(port, "name");
      if (!name.isEmpty()) {
        List<String> problems = nameProblems(name);
        errors.invalid(at + ".name", name, problems);
        if (problems.isEmpty() && !names.add(name)) {
          errors.duplicate(at + ".name", name);
        }
      }
      if (number(port, "containerPort") == 0) {
        errors.required(at + ".containerPort", "");
      } else {
        inRange(number(port, "containerPort"), at + ".containerPort", errors);
      }
      if (number(port, "hostPort") != 0) {
        inRange(number(port, "hostPort"), at + ".hostPort", errors);
      }
      protocol(port, at + ".protocol", errors);
    }
  }

  static void protocol(JsonNode port, String path, FieldErrors errors) {
    String protocol = text(port, "protocol");
    if (!PROTOCOLS.contains(protocol)) {
      errors.notSupported(path, protocol, PROTOCOLS);
    }
  }

  public static void inRange(int port, String path, FieldErrors errors) {
    if (port < 1 || port > 65535) {
      errors.invalid(path, port, RANGE);
    }
  }

  public static void numberOrName(JsonNode port, String path, FieldErrors errors) {
    if (port.isString()) {
      errors.invalid(path, port.stringValue(), nameProblems(port.stringValue()));
    } else {
      inRange(port.intValue(0), path, errors);
    }
  }

  private static List<String> nameProblems(String name) {
    List<String> problems = new ArrayList<>();
    if (name.length() > 15) {
      problems.add("must be no more than 15 characters");
    }
    if (!NAME.matcher(name).matches()) {
      problems.add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
    }
    if (!LETTER.matcher(name).find()) {
      problems.add("must contain at least one letter (a-z)");
    }
    if (name.contains("--")) {
      problems.add("must not contain consecutive hyphens");
    }
    if (name.startsWith("-") || name.endsWith("-")) {
      problems.add("must not begin or end with a hyphen");
    }
    return problems;
  }

  /** No two containers that run at the same time may want one port of the host. */
  static void hostPortConflicts(List<ObjectNode> containers, String path, FieldErrors errors) {
    Set<String> taken = new HashSet<>();
    for (int c = 0; c < containers.size(); c++) {
      List<ObjectNode> ports = objects(containers.get(c), "ports");
      for (int p = 0; p < ports.size(); p++) {
        ObjectNode port = ports.get(p);
        String claim =
            text(port, "protocol") + "/" + text(port, "hostIP") + "/" + number(port, "hostPort");
        if (number(port, "hostPort") != 0 && !taken.add(claim)) {
          errors.duplicate(path + "[" + c + "].ports[" + p + "].hostPort", claim);
        }
      }
    }
  }

  static void onHostNetwork(List<ObjectNode> containers, String path, FieldErrors errors) {
    for (int c = 0; c < containers.size(); c++) {
      List<ObjectNode> ports = objects(containers.get(c), "ports");
      for (int p = 0; p < ports.size(); p++) {
        int hostPort = number(ports.get(p), "hostPort");
        if (hostPort != 0 && hostPort != number(ports.get(p), "containerPort")) {
          errors.invalid(
              path + "[" + c + "].ports[" + p + "].hostPort",
              hostPort,
              "must match `containerPort` when `hostNetwork` is true");
        }
      }
    }
  }
}
