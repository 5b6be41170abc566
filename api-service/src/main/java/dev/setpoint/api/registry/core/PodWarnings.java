package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.Names;
import dev.setpoint.common.resource.Quantity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What Kubernetes accepts in a Pod's spec but warns of (k8s.io/kubernetes/pkg/api/pod). Templates
 * that did not change are not warned of again.
 */
public final class PodWarnings {

  private static final Map<String, String> DEPRECATED_VOLUMES =
      Map.of(
          "gitRepo", "deprecated in v1.11, and disabled by default in v1.33+",
          "scaleIO", "deprecated in v1.16, non-functional in v1.22+",
          "flocker", "deprecated in v1.22, non-functional in v1.25+",
          "storageos", "deprecated in v1.22, non-functional in v1.25+",
          "quobyte", "deprecated in v1.22, non-functional in v1.25+",
          "glusterfs", "deprecated in v1.25, non-functional in v1.26+",
          "cephfs", "deprecated in v1.28, non-functional in v1.31+",
          "rbd", "deprecated in v1.28, non-functional in v1.31+");

  private final String path;
  private final List<String> warnings = new ArrayList<>();

  private PodWarnings(String path) {
    this.path = path;
  }

  /** The same for a template, whose path is given. */
  public static List<String> ofTemplate(ObjectNode spec, @Nullable ObjectNode old, String path) {
    return old != null && old.equals(spec) ? List.of() : of(spec, path + ".spec");
  }

  /** A name that other names are made of should be a DNS label. */
  static List<String> ofName(ObjectNode object, String use) {
    List<String> problems = Names.label(text(object, "metadata", "name"));
    return problems.isEmpty()
        ? List.of()
        : List.of(
            "metadata.name: this is used in "
                + use
                + ", which can result in surprising behavior; a DNS label is recommended: ["
                + String.join(" ", problems)
                + "]");
  }

  static List<String> of(ObjectNode spec, String path) {
    PodWarnings found = new PodWarnings(path);
    found.volumes(spec);
    found.spread(spec);
    found.containers(spec);
    return found.warnings;
  }

  private void warn(String field, String text) {
    warnings.add(path + "." + field + ": " + text);
  }

  private void volumes(ObjectNode spec) {
    List<ObjectNode> volumes = objects(spec, "volumes");
    for (int i = 0; i < volumes.size(); i++) {
      for (String kind : new TreeSet<>(volumes.get(i).propertyNames())) {
        String text = DEPRECATED_VOLUMES.get(kind);
        if (text != null) {
          warn("volumes[" + i + "]." + kind, text);
        }
      }
    }
  }

  private void spread(ObjectNode spec) {
    List<ObjectNode> constraints = objects(spec, "topologySpreadConstraints");
    for (int i = 0; i < constraints.size(); i++) {
      if (!has(constraints.get(i), "labelSelector")) {
        warn(
            "topologySpreadConstraints[" + i + "].labelSelector",
            "a null labelSelector results in matching no pod");
      }
    }
  }

  private void containers(ObjectNode spec) {
    Map<String, String> portNames = new HashMap<>();
    Map<String, String> ports = new HashMap<>();
    for (String list : List.of("initContainers", "containers")) {
      List<ObjectNode> containers = objects(spec, list);
      for (int i = 0; i < containers.size(); i++) {
        String at = list + "[" + i + "]";
        variables(containers.get(i), at);
        fractions(containers.get(i), at);
        ports.clear();
        ports(containers.get(i), at, ports, portNames);
      }
    }
  }

  private void variables(ObjectNode container, String at) {
    Map<String, Integer> seen = new HashMap<>();
    List<ObjectNode> variables = objects(container, "env");
    for (int i = 0; i < variables.size(); i++) {
      String name = text(variables.get(i), "name");
      if (seen.put(name, i) != null && !text(variables.get(i), "value").contains("$(" + name)) {
        warn(
            at + ".env[" + i + "]",
            "hides previous definition of \"" + name + "\", which may be dropped when using apply");
      }
    }
  }

  private void fractions(ObjectNode container, String at) {
    for (String list : List.of("limits", "requests")) {
      JsonNode amounts = container.path("resources").path(list);
      for (String name : List.of("ephemeral-storage", "memory")) {
        Quantity amount = Quantity.of(amounts.path(name));
        if (!amount.isInteger()) {
          warn(
              at + ".resources." + list + "[" + name + "]",
              "fractional byte value \"" + amount + "\" is invalid, must be an integer");
        }
      }
    }
  }

  private void ports(
      ObjectNode container, String at, Map<String, String> own, Map<String, String> names) {
    List<ObjectNode> ports = objects(container, "ports");
    for (int i = 0; i < ports.size(); i++) {
      ObjectNode port = ports.get(i);
      String here = at + ".ports[" + i + "]";
      String key =
          number(port, "containerPort")
              + "/"
              + text(port, "protocol")
              + "/"
              + number(port, "hostPort")
              + "/"
              + text(port, "hostIP");
      String twin = own.putIfAbsent(key, path + "." + here);
      if (twin != null) {
        warn(here, "duplicate port definition with " + twin);
      }
      String name = text(port, "name");
      String first = name.isEmpty() ? null : names.putIfAbsent(name, path + "." + here);
      if (first != null) {
        warn(
            here,
            "duplicate port name \""
                + name
                + "\" with "
                + first
                + ", services and probes that select ports by name will use "
                + first);
      }
    }
  }
}
