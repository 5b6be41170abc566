package dev.setpoint.api.review;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.Names;
import dev.setpoint.api.registry.Trees;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a review of access must say: pkg/apis/authorization/validation. */
final class AccessRules {

  private static final String EXISTENCE =
      "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
  private static final String MEMBERSHIP = "must be specified when `operator` is 'In' or 'NotIn'";

  private AccessRules() {}

  /**
   * @param forSubject whether the spec names whose access is asked for
   */
  static void check(ObjectNode review, boolean forSubject, FieldErrors errors) {
    JsonNode spec = review.path("spec");
    boolean resource = Trees.has(spec, "resourceAttributes");
    boolean path = Trees.has(spec, "nonResourceAttributes");
    if (resource && path) {
      errors.add(
          "FieldValueInvalid",
          "spec.nonResourceAttributes",
          invalidPath(spec) + "cannot be specified in combination with resourceAttributes");
    }
    if (!resource && !path) {
      errors.invalid(
          "spec.resourceAttributes",
          "null",
          "exactly one of nonResourceAttributes or resourceAttributes must be specified");
    }
    if (forSubject && Trees.text(spec, "user").isEmpty() && Trees.at(spec, "groups").isEmpty()) {
      errors.invalid("spec.user", "", "at least one of user or group must be specified");
    }
    String at = "spec.resourceAttributes.";
    JsonNode attributes = spec.path("resourceAttributes");
    selector(attributes.path("fieldSelector"), at + "fieldSelector", true, errors);
    selector(attributes.path("labelSelector"), at + "labelSelector", false, errors);
  }

  static void metadata(JsonNode metadata, String text, FieldErrors errors) {
    if (!metadata.isEmpty()) {
      errors.add("FieldValueInvalid", "metadata", "Invalid value: " + metadata + ": " + text);
    }
  }

  static void local(ObjectNode review, String namespace, FieldErrors errors) {
    JsonNode spec = review.path("spec");
    String given = Trees.text(spec, "resourceAttributes", "namespace");
    if (Trees.has(spec, "resourceAttributes") && !given.equals(namespace)) {
      errors.invalid("spec.resourceAttributes.namespace", given, "must match metadata.namespace");
    }
    if (Trees.has(spec, "nonResourceAttributes")) {
      errors.add(
          "FieldValueInvalid",
          "spec.nonResourceAttributes",
          invalidPath(spec) + "disallowed on this kind of request");
    }
  }

  private static String invalidPath(JsonNode spec) {
    return "Invalid value: authorization.NonResourceAttributes{Path:"
        + GoFormat.quote(Trees.text(spec, "nonResourceAttributes", "path"))
        + ", Verb:"
        + GoFormat.quote(Trees.text(spec, "nonResourceAttributes", "verb"))
        + "}: ";
  }

  private static void selector(JsonNode selector, String at, boolean ofFields, FieldErrors errors) {
    if (!selector.isObject()) {
      return;
    }
    String raw = Trees.text(selector, "rawSelector");
    JsonNode requirements = selector.path("requirements");
    if (!raw.isEmpty() && !requirements.isEmpty()) {
      errors.invalid(
          at + ".rawSelector", raw, "may not specified at the same time as requirements");
    }
    if (raw.isEmpty() && requirements.isEmpty()) {
      errors.required(
          at + ".requirements",
          "when " + at + " is specified, requirements or rawSelector is required");
    }
    for (int i = 0; i < requirements.size(); i++) {
      requirement(requirements.path(i), at + ".requirements[" + i + "]", ofFields, errors);
    }
  }

  /** Operators that are not known are let through, for clients newer than this server. */
  private static void requirement(
      JsonNode requirement, String at, boolean ofFields, FieldErrors errors) {
    String key = Trees.text(requirement, "key");
    if (ofFields && key.isEmpty()) {
      errors.required(at + ".key", "must be specified");
    }
    boolean valued = !requirement.path("values").isEmpty();
    switch (Trees.text(requirement, "operator")) {
      case "In", "NotIn" -> {
        if (!valued) {
          errors.required(at + ".values", MEMBERSHIP);
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (valued) {
          errors.forbidden(at + ".values", EXISTENCE);
        }
      }
      default -> {
        // of a newer version
      }
    }
    if (!ofFields) {
      errors.invalid(at + ".key", key, Names.qualifiedName(key));
      int i = 0;
      for (String value : Trees.texts(requirement, "values")) {
        errors.invalid(at + ".values[" + i++ + "]", value, Names.labelValue(value));
      }
    }
  }
}
