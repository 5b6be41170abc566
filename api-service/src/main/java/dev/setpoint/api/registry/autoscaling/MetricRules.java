package dev.setpoint.api.registry.autoscaling;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.Names;
import dev.setpoint.api.registry.core.Quantities;
import dev.setpoint.api.registry.core.ResourceRules;
import dev.setpoint.common.resource.Quantity;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What an autoscaler may be told to measure. */
final class MetricRules {

  private static final List<String> TYPES =
      List.of("ContainerResource", "External", "Object", "Pods", "Resource");

  /** The field of each type, in the order in which several are looked at. */
  private static final List<String> SOURCES =
      List.of("object", "external", "pods", "resource", "containerResource");

  private static final Map<String, String> SOURCE_OF =
      Map.of(
          "Object", "object",
          "External", "external",
          "Pods", "pods",
          "Resource", "resource",
          "ContainerResource", "containerResource");

  private MetricRules() {}

  static void validate(ObjectNode metric, String path, FieldErrors errors) {
    String type = text(metric, "type");
    if (type.isEmpty()) {
      errors.required(path + ".type", "must specify a metric source type");
    }
    if (!TYPES.contains(type)) {
      errors.notSupported(path + ".type", type, TYPES);
    }
    List<String> present =
        SOURCES.stream().filter(source -> object(metric, source) != null).toList();
    if (!present.isEmpty() && metric.get(present.getFirst()) instanceof ObjectNode first) {
      source(present.getFirst(), first, path + "." + present.getFirst(), errors);
    }
    String expected = SOURCE_OF.get(type);
    if (expected == null) {
      errors.notSupported(path + ".type", type, TYPES);
    } else if (!present.contains(expected)) {
      errors.required(
          path + "." + expected, "must populate information for the given metric source");
    }
    if (present.size() != 1) {
      for (String source : present) {
        if (!source.equals(expected)) {
          errors.forbidden(path + "." + source, "must populate the given metric source only");
        }
      }
    }
  }

  private static void source(String kind, ObjectNode source, String path, FieldErrors errors) {
    switch (kind) {
      case "object" -> {
        AutoscalerRules.reference(
            source.path("describedObject"), path + ".describedObject", errors);
        identifier(source, path + ".metric", errors);
        JsonNode target = target(source, path, errors);
        if (!has(target, "value") && !has(target, "averageValue")) {
          errors.required(
              path + ".target.averageValue", "must set either a target value or averageValue");
        }
      }
      case "external" -> {
        identifier(source, path + ".metric", errors);
        JsonNode target = target(source, path, errors);
        if (!has(target, "value") && !has(target, "averageValue")) {
          errors.required(
              path + ".target.averageValue",
              "must set either a target value for metric or a per-pod target");
        }
        if (has(target, "value") && has(target, "averageValue")) {
          errors.forbidden(
              path + ".target.value",
              "may not set both a target value for metric and a per-pod target");
        }
      }
      case "pods" -> {
        identifier(source, path + ".metric", errors);
        JsonNode target = target(source, path, errors);
        if (!has(target, "averageValue")) {
          errors.required(
              path + ".target.averageValue", "must specify a positive target averageValue");
        }
      }
      default -> resource(kind.equals("containerResource"), source, path, errors);
    }
  }

  private static void resource(
      boolean ofContainer, ObjectNode source, String path, FieldErrors errors) {
    String name = text(source, "name");
    if (name.isEmpty()) {
      errors.required(path + ".name", "must specify a resource name");
    } else if (ofContainer) {
      ResourceRules.containerName(name, path + ".name", errors);
    }
    if (ofContainer) {
      String container = text(source, "container");
      if (container.isEmpty()) {
        errors.required(path + ".container", "must specify a container");
      } else {
        errors.invalid(path + ".container", container, Names.label(container));
      }
    }
    JsonNode target = target(source, path, errors);
    if (!has(target, "averageUtilization") && !has(target, "averageValue")) {
      errors.required(
          path + ".target.averageUtilization",
          "must set either a target raw value or a target utilization");
    }
    if (has(target, "averageUtilization") && has(target, "averageValue")) {
      errors.forbidden(
          path + ".target.averageValue",
          "may not set both a target raw value and a target utilization");
    }
  }

  private static void identifier(ObjectNode source, String path, FieldErrors errors) {
    String name = text(source, "metric", "name");
    if (name.isEmpty()) {
      errors.required(path + ".name", "must specify a metric name");
    } else {
      errors.invalid(path + ".name", name, Names.pathSegment(name, false));
    }
  }

  private static JsonNode target(ObjectNode source, String at, FieldErrors errors) {
    JsonNode target = source.path("target");
    String path = at + ".target";
    String type = text(target, "type");
    if (type.isEmpty()) {
      errors.required(path + ".type", "must specify a metric target type");
    }
    if (!List.of("Utilization", "Value", "AverageValue").contains(type)) {
      errors.invalid(path + ".type", type, "must be either Utilization, Value, or AverageValue");
    }
    positive(target, "value", path, errors);
    positive(target, "averageValue", path, errors);
    if (has(target, "averageUtilization") && number(target, "averageUtilization") < 1) {
      errors.invalid(
          path + ".averageUtilization",
          number(target, "averageUtilization"),
          "must be greater than 0");
    }
    return target;
  }

  private static void positive(JsonNode target, String field, String path, FieldErrors errors) {
    if (has(target, field)) {
      Quantity amount = Quantity.of(target.path(field));
      if (amount.value().signum() <= 0) {
        errors.invalid(
            path + "." + field,
            new GoFormat.Verbatim(Quantities.goText(amount, amount.toString())),
            "must be positive");
      }
    }
  }
}
