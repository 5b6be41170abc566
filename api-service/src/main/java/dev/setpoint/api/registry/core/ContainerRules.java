package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Validation of a Pod's containers of each sort. */
final class ContainerRules {

  private static final List<String> MESSAGE_POLICIES = List.of("File", "FallbackToLogsOnError");
  private static final List<String> PULL_POLICIES = List.of("Always", "IfNotPresent", "Never");
  private static final List<String> RESIZABLE = List.of("cpu", "memory");
  private static final List<String> RESIZE_POLICIES = List.of("NotRequired", "RestartContainer");

  private final ObjectNode spec;
  private final Map<String, ObjectNode> volumes;
  private final long grace;
  private final String path;
  private final FieldErrors errors;

  /**
   * @param volumes the Pod's sound volumes by name
   * @param path of the Pod's spec
   */
  ContainerRules(
      ObjectNode spec, Map<String, ObjectNode> volumes, String path, FieldErrors errors) {
    this.spec = spec;
    this.volumes = volumes;
    this.grace = spec.path("terminationGracePeriodSeconds").longValue(0);
    this.path = path;
    this.errors = errors;
  }

  void validate() {
    List<ObjectNode> containers = objects(spec, "containers");
    Set<String> names = new HashSet<>();
    String list = path + ".containers";
    if (containers.isEmpty()) {
      errors.required(list, "");
    }
    for (int i = 0; i < containers.size(); i++) {
      ObjectNode container = containers.get(i);
      String at = list + "[" + i + "]";
      common(container, at);
      unique(container, names, at);
      HandlerRules.hooksAndProbes(container, grace, at, errors);
      if (has(container, "restartPolicy")) {
        errors.forbidden(at + ".restartPolicy", "may not be set for non-init containers");
      }
    }
    PortRules.hostPortConflicts(containers, list, errors);
    initContainers(names);
    ephemeralContainers(names);
  }

  private void initContainers(Set<String> names) {
    List<ObjectNode> containers = objects(spec, "initContainers");
    for (int i = 0; i < containers.size(); i++) {
      ObjectNode container = containers.get(i);
      String at = path + ".initContainers[" + i + "]";
      common(container, at);
      unique(container, names, at);
      PortRules.hostPortConflicts(List.of(container), path + ".initContainers", errors);
      if (text(container, "restartPolicy").equals("Always")) {
        HandlerRules.hooksAndProbes(container, grace, at, errors);
        continue;
      }
      for (String field : List.of("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")) {
        if (has(container, field)) {
          errors.forbidden(
              at + "." + field, "may not be set for init containers without restartPolicy=Always");
        }
      }
      if (!container.path("resizePolicy").isEmpty()) {
        errors.forbidden(at + ".resizePolicy", "must not be set for init containers");
      }
      if (has(container, "restartPolicy")) {
        errors.notSupported(
            at + ".restartPolicy", text(container, "restartPolicy"), List.of("Always"));
      }
    }
  }

  private void ephemeralContainers(Set<String> names) {
    Set<String> lasting = Set.copyOf(names);
    List<ObjectNode> containers = objects(spec, "ephemeralContainers");
    for (int i = 0; i < containers.size(); i++) {
      String at = path + ".ephemeralContainers[" + i + "]";
      common(containers.get(i), at);
      unique(containers.get(i), names, at);
      EphemeralContainerRules.validate(containers.get(i), lasting, at, errors);
    }
  }

  private void unique(ObjectNode container, Set<String> names, String at) {
    String name = text(container, "name");
    if (!names.add(name) && !name.isEmpty()) {
      errors.duplicate(at + ".name", name);
    }
  }

  private void common(ObjectNode container, String at) {
    String name = text(container, "name");
    if (name.isEmpty()) {
      errors.required(at + ".name", "");
    } else {
      errors.invalid(at + ".name", name, Names.label(name));
    }
    if (text(container, "image").isEmpty()) {
      errors.required(at + ".image", "");
    }
    String messages = text(container, "terminationMessagePolicy");
    if (!MESSAGE_POLICIES.contains(messages)) {
      errors.notSupported(at + ".terminationMessagePolicy", messages, MESSAGE_POLICIES);
    }
    PortRules.containerPorts(container, at + ".ports", errors);
    EnvRules.variables(container, at + ".env", errors);
    EnvRules.wholeSources(container, at + ".envFrom", errors);
    MountRules.validate(container, volumes, at, errors);
    String pull = text(container, "imagePullPolicy");
    if (!PULL_POLICIES.contains(pull)) {
      errors.notSupported(at + ".imagePullPolicy", pull, PULL_POLICIES);
    }
    ResourceRules.requirements(container.path("resources"), at + ".resources", errors);
    resizePolicy(container, at + ".resizePolicy");
    SecurityRules.container(container, at + ".securityContext", errors);
  }

  private void resizePolicy(ObjectNode container, String at) {
    Set<String> seen = new HashSet<>();
    List<ObjectNode> policies = objects(container, "resizePolicy");
    for (int i = 0; i < policies.size(); i++) {
      String resource = text(policies.get(i), "resourceName");
      String restart = text(policies.get(i), "restartPolicy");
      var shown = new GoFormat.Verbatim(resource);
      if (!seen.add(resource)) {
        errors.duplicate(at + "[" + i + "]", shown);
      }
      if (resource.isEmpty()) {
        errors.required(at, "");
      } else if (!RESIZABLE.contains(resource)) {
        errors.notSupported(at, shown, RESIZABLE);
      }
      if (restart.isEmpty()) {
        errors.required(at, "");
      } else if (!RESIZE_POLICIES.contains(restart)) {
        errors.notSupported(at, restart, RESIZE_POLICIES);
      }
      if (text(spec, "restartPolicy").equals("Never") && restart.equals("RestartContainer")) {
        errors.invalid(at, restart, "must be 'NotRequired' when `restartPolicy` is 'Never'");
      }
    }
  }
}
