package dev.setpoint.api.registry.autoscaling;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.common.json.KubeJson;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Metrics and behavior in the forms that autoscaling/v1's annotations hold, and back. */
final class MetricForms {

  /** Where a value of the flat old form stands in the newer one, by source; in the old order. */
  private record Place(String old, String... now) {}

  private static final Map<String, List<Place>> SPEC = places("target");
  private static final Map<String, List<Place>> STATUS = places("current");

  /**
   * @param values the object that holds the values in the newer form; their names begin with it in
   *     the old one, but for an object's average
   */
  private static Map<String, List<Place>> places(String values) {
    Place metricName = new Place("metricName", "metric", "name");
    Place selector = new Place("selector", "metric", "selector");
    Place name = new Place("name", "name");
    Place value = new Place(values + "Value", values, "value");
    Place average = new Place(values + "AverageValue", values, "averageValue");
    Place utilization = new Place(values + "AverageUtilization", values, "averageUtilization");
    return Map.of(
        "object",
        List.of(
            new Place("target", "describedObject"),
            metricName,
            value,
            selector,
            new Place("averageValue", values, "averageValue")),
        "pods",
        List.of(metricName, average, selector),
        "resource",
        List.of(name, utilization, average),
        "containerResource",
        List.of(name, utilization, average, new Place("container", "container")),
        "external",
        List.of(metricName, new Place("metricSelector", "metric", "selector"), value, average));
  }

  private MetricForms() {}

  static ObjectNode toV1(ObjectNode metric) {
    return flat(metric, SPEC);
  }

  static ObjectNode statusToV1(ObjectNode metric) {
    return flat(metric, STATUS);
  }

  static ObjectNode toV2(JsonNode metric) {
    ObjectNode nested = nested(metric, SPEC);
    for (String source : SPEC.keySet()) {
      if (nested.path(source).get("target") instanceof ObjectNode target) {
        target.put(
            "type",
            has(target, "averageUtilization")
                ? "Utilization"
                : has(target, "averageValue") ? "AverageValue" : "Value");
      }
    }
    return nested;
  }

  static ObjectNode statusToV2(JsonNode metric) {
    return nested(metric, STATUS);
  }

  private static ObjectNode flat(ObjectNode metric, Map<String, List<Place>> places) {
    ObjectNode out = KubeJson.TREES.createObjectNode();
    out.put("type", text(metric, "type"));
    for (String source : List.of("object", "pods", "resource", "containerResource", "external")) {
      ObjectNode from = object(metric, source);
      if (from != null) {
        ObjectNode to = out.putObject(source);
        for (Place place : places.getOrDefault(source, List.of())) {
          JsonNode value = at(from, place.now());
          if (place.old().equals("target")) {
            to.set("target", reference(value));
          } else if (!value.isMissingNode() && !value.isNull()) {
            to.set(place.old(), value.deepCopy());
          }
        }
      }
    }
    return out;
  }

  private static ObjectNode reference(JsonNode described) {
    ObjectNode out = KubeJson.TREES.createObjectNode();
    out.put("kind", text(described, "kind")).put("name", text(described, "name"));
    if (!text(described, "apiVersion").isEmpty()) {
      out.put("apiVersion", text(described, "apiVersion"));
    }
    return out;
  }

  private static JsonNode at(JsonNode node, String... path) {
    JsonNode current = node;
    for (String step : path) {
      current = current.path(step);
    }
    return current;
  }

  private static ObjectNode nested(JsonNode metric, Map<String, List<Place>> places) {
    ObjectNode out = KubeJson.TREES.createObjectNode();
    out.put("type", text(metric, "type"));
    places.forEach(
        (source, list) -> {
          ObjectNode from = object(metric, source);
          if (from == null) {
            return;
          }
          ObjectNode to = out.putObject(source);
          for (Place place : list) {
            String[] now = place.now();
            ObjectNode parent = now.length == 1 ? to : inside(to, now[0]);
            JsonNode value = from.get(place.old());
            if (value != null && !value.isNull()) {
              parent.set(now[now.length - 1], value.deepCopy());
            }
          }
        });
    return out;
  }

  private static ObjectNode inside(ObjectNode parent, String field) {
    return parent.get(field) instanceof ObjectNode there ? there : parent.putObject(field);
  }

  /** Behavior is kept in the annotation by Go's own names, every field of them. */
  static ObjectNode behaviorToInternal(ObjectNode behavior) {
    ObjectNode out = KubeJson.TREES.createObjectNode();
    out.set("ScaleUp", rulesToInternal(behavior.path("scaleUp")));
    out.set("ScaleDown", rulesToInternal(behavior.path("scaleDown")));
    return out;
  }

  private static JsonNode rulesToInternal(JsonNode rules) {
    if (!rules.isObject()) {
      return KubeJson.TREES.nullNode();
    }
    ObjectNode out = KubeJson.TREES.createObjectNode();
    out.set("StabilizationWindowSeconds", orNull(rules.path("stabilizationWindowSeconds")));
    out.set("SelectPolicy", orNull(rules.path("selectPolicy")));
    ArrayNode policies = out.putArray("Policies");
    for (ObjectNode policy : objects(rules, "policies")) {
      ObjectNode each = policies.addObject();
      each.set("Type", policy.path("type"));
      each.set("Value", policy.path("value"));
      each.set("PeriodSeconds", policy.path("periodSeconds"));
    }
    out.set("Tolerance", orNull(rules.path("tolerance")));
    return out;
  }

  private static JsonNode orNull(JsonNode value) {
    return value.isMissingNode() ? KubeJson.TREES.nullNode() : value;
  }

  static ObjectNode behaviorToV2(ObjectNode internal) {
    ObjectNode out = KubeJson.TREES.createObjectNode();
    for (String direction : List.of("ScaleUp", "ScaleDown")) {
      ObjectNode rules = object(internal, direction);
      if (rules == null) {
        continue;
      }
      ObjectNode to = out.putObject("s" + direction.substring(1));
      for (String field : List.of("StabilizationWindowSeconds", "SelectPolicy", "Tolerance")) {
        if (has(rules, field)) {
          to.set(uncapitalized(field), rules.path(field));
        }
      }
      if (rules.get("Policies") instanceof ArrayNode policies) {
        ArrayNode list = to.putArray("policies");
        for (JsonNode policy : policies) {
          ObjectNode each = list.addObject();
          policy.properties().forEach(e -> each.set(uncapitalized(e.getKey()), e.getValue()));
        }
      }
    }
    return out;
  }

  private static String uncapitalized(String name) {
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }
}
