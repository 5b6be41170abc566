package dev.setpoint.api.pipeline;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the server sets in metadata, and what of it clients can't change
 * (k8s.io/apiserver/pkg/registry/rest/{create,update}.go).
 */
final class Metadata {

  private Metadata() {}

  static ObjectNode of(ObjectNode object) {
    return object.get("metadata") instanceof ObjectNode metadata
        ? metadata
        : object.putObject("metadata");
  }

  static String text(ObjectNode object, String field) {
    return object.path("metadata").path(field).asString("");
  }

  static String now(Clock clock) {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  static boolean isGoing(ObjectNode object) {
    return !text(object, "deletionTimestamp").isEmpty();
  }

  static List<String> finalizers(ObjectNode object) {
    return object
        .path("metadata")
        .path("finalizers")
        .valueStream()
        .map(f -> f.asString(""))
        .toList();
  }

  static void setFinalizers(ObjectNode object, List<String> finalizers) {
    ObjectNode metadata = of(object);
    metadata.remove("finalizers");
    if (!finalizers.isEmpty()) {
      ArrayNode array = metadata.putArray("finalizers");
      finalizers.forEach(array::add);
    }
  }

  /** Drops what only the server sets; runs before the strategy prepares a creation. */
  static void clearForCreate(ObjectNode object, String namespace) {
    ObjectNode metadata = of(object);
    metadata.remove(List.of("deletionTimestamp", "deletionGracePeriodSeconds", "selfLink"));
    putNamespace(metadata, namespace);
    dropEmpty(metadata);
  }

  static void fillForCreate(ObjectNode object, Clock clock) {
    ObjectNode metadata = of(object);
    metadata.put("uid", UUID.randomUUID().toString());
    metadata.put("creationTimestamp", now(clock));
  }

  /** Restores what an update can't change; runs around the strategy's own preparation. */
  static void carryOver(ObjectNode object, ObjectNode old, String namespace) {
    ObjectNode metadata = of(object);
    ObjectNode before = of(old);
    putNamespace(metadata, namespace);
    metadata.remove("selfLink");
    carry(metadata, before, "generation");
    carry(metadata, before, "creationTimestamp");
    if (metadata.path("uid").asString("").isEmpty()) {
      carry(metadata, before, "uid");
    }
    if (before.has("deletionTimestamp")) {
      carry(metadata, before, "deletionTimestamp");
    }
    if (!metadata.has("deletionGracePeriodSeconds")) {
      carry(metadata, before, "deletionGracePeriodSeconds");
    }
    dropEmpty(metadata);
  }

  static void carryManagedFields(ObjectNode object, ObjectNode old) {
    carry(of(object), of(old), "managedFields");
  }

  private static void carry(ObjectNode metadata, ObjectNode before, String field) {
    JsonNode value = before.get(field);
    if (value == null) {
      metadata.remove(field);
    } else {
      metadata.set(field, value);
    }
  }

  private static void putNamespace(ObjectNode metadata, String namespace) {
    if (namespace.isEmpty()) {
      metadata.remove("namespace");
    } else {
      metadata.put("namespace", namespace);
    }
  }

  private static void dropEmpty(ObjectNode metadata) {
    metadata.removeIf(
        value ->
            value.isNull()
                || (value.isContainer() && value.isEmpty())
                || (value.isString() && value.stringValue().isEmpty()));
  }

  /** Keeps the first of owner references with the same uid, and warns of the others. */
  static void dedupOwners(ObjectNode object, Warnings warnings) {
    if (!(object.path("metadata").get("ownerReferences") instanceof ArrayNode owners)
        || owners.size() < 2) {
      return;
    }
    Set<String> seen = new LinkedHashSet<>();
    Set<String> twice = new TreeSet<>();
    List<JsonNode> kept = new ArrayList<>(owners.size());
    for (JsonNode owner : owners) {
      String uid = owner.path("uid").asString("");
      if (seen.add(uid)) {
        kept.add(owner);
      } else {
        twice.add(uid);
      }
    }
    if (!twice.isEmpty()) {
      owners.removeAll().addAll(kept);
    }
    if (!twice.isEmpty()) {
      warnings.add(
          ".metadata.ownerReferences contains duplicate entries; API server dedups owner references"
              + " in 1.20+, and may reject such requests as early as 1.24; please fix your"
              + " requests; duplicate UID(s) observed: "
              + String.join(", ", twice));
    }
  }

  /**
   * Restores the times in managedFields where nothing else of an object changed: a write that
   * changes nothing is none.
   */
  static void keepTimes(ObjectNode object, ObjectNode old) {
    JsonNode fields = object.path("metadata").path("managedFields");
    JsonNode before = old.path("metadata").path("managedFields");
    if (fields.size() != before.size() || fields.isEmpty() || fields.equals(before)) {
      return;
    }
    for (int i = 0; i < fields.size(); i++) {
      if (!timeless(fields.path(i)).equals(timeless(before.path(i)))) {
        return;
      }
    }
    of(object).set("managedFields", before);
    if (!sameButForVersion(object, old)) {
      of(object).set("managedFields", fields);
    }
  }

  private static JsonNode timeless(JsonNode entry) {
    return entry.has("time") && entry.isObject()
        ? ((ObjectNode) entry.deepCopy()).without("time")
        : entry;
  }

  /** Equality in everything but resourceVersion, with 1 equal to 1.0. */
  static boolean sameButForVersion(ObjectNode object, ObjectNode old) {
    carry(of(object), of(old), "resourceVersion");
    return old.equals(
        (a, b) -> {
          if (a.isNumber() && b.isNumber()) {
            return a.decimalValue().compareTo(b.decimalValue());
          }
          return a.equals(b) ? 0 : 1;
        },
        object);
  }
}
