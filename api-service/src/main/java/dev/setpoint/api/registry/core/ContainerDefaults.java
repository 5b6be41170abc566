package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.defaultNumber;
import static dev.setpoint.api.registry.Trees.defaultText;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.common.resource.Quantity;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Defaults of one container, of its probes and of its hooks. */
final class ContainerDefaults {

  private ContainerDefaults() {}

  static void apply(ObjectNode container) {
    defaultText(container, "imagePullPolicy", pullPolicy(text(container, "image")));
    defaultText(container, "terminationMessagePath", "/dev/termination-log");
    defaultText(container, "terminationMessagePolicy", "File");
    for (ObjectNode port : objects(container, "ports")) {
      defaultText(port, "protocol", "TCP");
    }
    for (ObjectNode variable : objects(container, "env")) {
      applyToFieldRef(object(variable, "valueFrom", "fieldRef"));
    }
    for (String list : List.of("limits", "requests")) {
      if (container.path("resources").get(list) instanceof ObjectNode resources) {
        roundUpToMilli(resources);
      }
    }
    for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
      applyToProbe(object(container, probe));
    }
    for (String hook : List.of("postStart", "preStop")) {
      applyToHttpGet(object(container, "lifecycle", hook, "httpGet"));
    }
  }

  /** Images without a tag are taken to be the latest, and the latest is always pulled. */
  private static String pullPolicy(String image) {
    String last = image.substring(image.lastIndexOf('/') + 1);
    boolean latest = last.endsWith(":latest") || (last.indexOf(':') < 0 && last.indexOf('@') < 0);
    return latest ? "Always" : "IfNotPresent";
  }

  static void applyToFieldRef(@Nullable ObjectNode fieldRef) {
    if (fieldRef != null) {
      defaultText(fieldRef, "apiVersion", "v1");
    }
  }

  private static void applyToProbe(@Nullable ObjectNode probe) {
    if (probe == null) {
      return;
    }
    defaultPositive(probe, "timeoutSeconds", 1);
    defaultPositive(probe, "periodSeconds", 10);
    defaultPositive(probe, "successThreshold", 1);
    defaultPositive(probe, "failureThreshold", 3);
    applyToHttpGet(object(probe, "httpGet"));
    ObjectNode grpc = object(probe, "grpc");
    if (grpc != null && !grpc.hasNonNull("service")) {
      grpc.put("service", "");
    }
  }

  private static void applyToHttpGet(@Nullable ObjectNode httpGet) {
    if (httpGet != null) {
      defaultText(httpGet, "path", "/");
      defaultText(httpGet, "scheme", "HTTP");
    }
  }

  private static void defaultPositive(ObjectNode probe, String field, int value) {
    if (number(probe, field) == 0) {
      probe.put(field, value);
    }
  }

  /** Amounts are kept to the thousandth; finer ones are rounded up. */
  static void roundUpToMilli(ObjectNode resources) {
    for (Map.Entry<String, JsonNode> entry : List.copyOf(resources.properties())) {
      Quantity amount = Quantity.of(entry.getValue());
      if (amount.value().scale() > 3) {
        resources.put(entry.getKey(), amount.roundedUpToMilli().toString());
      }
    }
  }

  /** Whoever limits a resource and does not say how much is needed needs the limit. */
  static void requestsFromLimits(ObjectNode container) {
    if (!(container.path("resources") instanceof ObjectNode resources)
        || !(resources.path("limits") instanceof ObjectNode limits)) {
      return;
    }
    ObjectNode requests =
        resources.get("requests") instanceof ObjectNode given
            ? given
            : resources.putObject("requests");
    limits
        .properties()
        .forEach(
            limit -> {
              if (!requests.has(limit.getKey())) {
                requests.set(limit.getKey(), limit.getValue());
              }
            });
    if (requests.isEmpty()) {
      resources.remove("requests");
    }
  }

  /** On the host's network a container's port is the host's port. */
  static void hostPorts(ObjectNode container) {
    for (ObjectNode port : objects(container, "ports")) {
      if (number(port, "hostPort") == 0) {
        defaultNumber(port, "hostPort", number(port, "containerPort"));
      }
    }
  }
}
