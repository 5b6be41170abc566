package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.Names;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Validation of Events. Those with an eventTime are of the newer form, which must say more; the
 * older form is checked for its namespace only (k8s.io/kubernetes/pkg/apis/core/validation).
 */
final class EventRules {

  /** Kinds without a namespace, of which Events are kept in {@code default}. */
  private static final String CLUSTER_EVENTS = "default";

  private static final int TEXT_MAX = 128;
  private static final int NOTE_MAX = 1024;

  private EventRules() {}

  static void validate(ObjectNode event, FieldErrors errors) {
    namespace(event, errors);
    if (!has(event, "eventTime")) {
      return;
    }
    limited(event, "reportingInstance", TEXT_MAX, errors);
    String controller = text(event, "reportingComponent");
    if (controller.isEmpty()) {
      errors.required("reportingController", "");
    }
    errors.invalid("reportingController", controller, Names.qualifiedName(controller));
    limited(event, "action", TEXT_MAX, errors);
    limited(event, "reason", TEXT_MAX, errors);
    if (text(event, "message").getBytes(StandardCharsets.UTF_8).length > NOTE_MAX) {
      errors.invalid("message", "", "can have at most " + NOTE_MAX + " characters");
    }
  }

  private static void limited(ObjectNode event, String field, int max, FieldErrors errors) {
    String value = text(event, field);
    if (value.isEmpty()) {
      errors.required(field, "");
    }
    if (value.length() > max) {
      errors.invalid(field, "", "can have at most " + max + " characters");
    }
  }

  private static void namespace(ObjectNode event, FieldErrors errors) {
    String about = text(event, "involvedObject", "namespace");
    String own = text(event, "metadata", "namespace");
    if (about.isEmpty()) {
      if (!own.equals(CLUSTER_EVENTS) && !own.equals("kube-system")) {
        errors.invalid("involvedObject.namespace", about, "does not match event.namespace");
      }
    } else if (!about.equals(own)) {
      boolean newForm = has(event, "eventTime");
      if (!newForm) {
        errors.invalid("involvedObject.namespace", about, "does not match event.namespace");
      }
    }
  }

  static void validateUpdate(ObjectNode event, ObjectNode old, FieldErrors errors) {
    namespace(event, errors);
    if (!has(event, "eventTime") && !has(old, "eventTime")) {
      return;
    }
    ObjectNode series = object(event, "series");
    if (series != null) {
      if (number(series, "count") < 2) {
        errors.invalid("series.count", "", "should be at least 2");
      }
      if (!has(series, "lastObservedTime")) {
        errors.required("series.lastObservedTime", "");
      }
    }
    for (String field :
        List.of("reason", "action", "message", "reportingComponent", "reportingInstance", "type")) {
      if (!text(event, field).equals(text(old, field))) {
        errors.invalid(field, text(event, field), "field is immutable");
      }
    }
  }
}
