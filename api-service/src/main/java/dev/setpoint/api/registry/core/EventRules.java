package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.same;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.Names;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Validation of Events. Those with an eventTime are of the newer form, which must say more; the
 * newer group accepts no other and holds them against its own rules as well
 * (k8s.io/kubernetes/pkg/apis/core/validation).
 */
final class EventRules {

  /** Events about what has no namespace are kept here. */
  private static final String CLUSTER_EVENTS = "default";

  private static final int TEXT_MAX = 128;
  private static final int NOTE_MAX = 1024;
  private static final List<String> FIXED =
      List.of(
          "involvedObject",
          "reason",
          "message",
          "source",
          "firstTimestamp",
          "lastTimestamp",
          "count",
          "reason",
          "type",
          "eventTime",
          "action",
          "related",
          "reportingComponent",
          "reportingInstance");

  private EventRules() {}

  /** A write to the core group. */
  static void validate(ObjectNode event, FieldErrors errors) {
    validate(event, "reportingComponent", errors);
  }

  private static void validate(ObjectNode event, String controllerField, FieldErrors errors) {
    namespace(event, errors);
    if (!has(event, "eventTime")) {
      return;
    }
    String controller = text(event, "reportingComponent");
    if (controller.isEmpty()) {
      errors.required(controllerField, "");
    }
    errors.invalid(controllerField, controller, Names.qualifiedName(controller));
    limited(event, "reportingInstance", errors);
    limited(event, "action", errors);
    limited(event, "reason", errors);
    if (text(event, "message").getBytes(StandardCharsets.UTF_8).length > NOTE_MAX) {
      errors.invalid("message", "", "can have at most " + NOTE_MAX + " characters");
    }
  }

  private static void limited(ObjectNode event, String field, FieldErrors errors) {
    String value = text(event, field);
    if (value.isEmpty()) {
      errors.required(field, "");
    }
    if (value.length() > TEXT_MAX) {
      errors.invalid(field, "", "can have at most " + TEXT_MAX + " characters");
    }
  }

  private static void namespace(ObjectNode event, FieldErrors errors) {
    String about = text(event, "involvedObject", "namespace");
    String own = text(event, "metadata", "namespace");
    boolean fits =
        has(event, "eventTime")
            ? !about.isEmpty() || own.equals(CLUSTER_EVENTS) || own.equals("kube-system")
            : about.isEmpty() ? own.equals(CLUSTER_EVENTS) : about.equals(own);
    if (!fits) {
      errors.invalid("involvedObject.namespace", about, "does not match event.namespace");
    }
  }

  static void validateNew(ObjectNode event, FieldErrors errors) {
    validate(event, "reportingController", errors);
    series(event, errors);
    if (!has(event, "eventTime")) {
      errors.required("eventTime", "");
    }
    String type = text(event, "type");
    if (!type.equals("Normal") && !type.equals("Warning")) {
      errors.invalid("type", "", "has invalid value: " + type);
    }
    for (String time : List.of("firstTimestamp", "lastTimestamp")) {
      if (has(event, time)) {
        unset(time, errors);
      }
    }
    if (number(event, "count") != 0) {
      unset("count", errors);
    }
    if (!event.path("source").isEmpty()) {
      unset("source", errors);
    }
  }

  private static void unset(String field, FieldErrors errors) {
    errors.invalid(field, "", "needs to be unset");
  }

  private static void series(ObjectNode event, FieldErrors errors) {
    ObjectNode series = object(event, "series");
    if (series != null) {
      if (number(series, "count") < 2) {
        errors.invalid("series.count", "", "should be at least 2");
      }
      if (!has(series, "lastObservedTime")) {
        errors.required("series.lastObservedTime", "");
      }
    }
  }

  static void validateNewUpdate(ObjectNode event, ObjectNode old, FieldErrors errors) {
    validate(event, "reportingController", errors);
    if (!same(event, old, "series")) {
      series(event, errors);
    }
    for (String field : FIXED) {
      if (!same(event, old, field)) {
        errors.immutable(
            field.equals("reportingComponent") ? "reportingController" : field,
            shown(event.path(field)));
      }
    }
  }

  private static Object shown(JsonNode value) {
    return value.isString()
        ? value.stringValue()
        : value.isNumber() ? value.longValue() : new GoFormat.Verbatim(value.toString());
  }
}
