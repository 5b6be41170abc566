package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.Ages;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.schema.Schemas;
import java.time.Instant;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** An Event's row as kube-apiserver prints it (k8s.io/kubernetes/pkg/printers, printEvent). */
final class EventColumns {

  private static final int PRINTED_MESSAGE_MAX = 1024 * 4;

  private EventColumns() {}

  static TableLayout layout(Schemas schemas) {
    return TableLayout.builder()
        .column(
            "Last Seen",
            "string",
            schemas.describe("core.v1.Event.lastTimestamp"),
            0,
            EventColumns::lastSeen)
        .column(
            "Type",
            "string",
            schemas.describe("core.v1.Event.type"),
            0,
            (event, now) -> text(event, "type"))
        .column(
            "Reason",
            "string",
            schemas.describe("core.v1.Event.reason"),
            0,
            (event, now) -> text(event, "reason"))
        .column(
            "Object",
            "string",
            schemas.describe("core.v1.Event.involvedObject"),
            0,
            (event, now) -> about(event))
        .column(
            "Subobject",
            "string",
            schemas.describe("core.v1.ObjectReference.fieldPath"),
            1,
            (event, now) -> text(event, "involvedObject", "fieldPath"))
        .column(
            "Source",
            "string",
            schemas.describe("core.v1.Event.source"),
            1,
            (event, now) -> source(event))
        .column(
            "Message",
            "string",
            schemas.describe("core.v1.Event.message"),
            0,
            (event, now) -> message(event))
        .column(
            "First Seen",
            "string",
            schemas.describe("core.v1.Event.firstTimestamp"),
            1,
            EventColumns::firstSeen)
        .column(
            "Count",
            "string",
            schemas.describe("core.v1.Event.count"),
            1,
            (event, now) -> count(event))
        .name(1)
        .build();
  }

  private static String first(ObjectNode event) {
    String first = text(event, "firstTimestamp");
    return first.isEmpty() ? text(event, "eventTime") : first;
  }

  private static Object firstSeen(ObjectNode event, Instant now) {
    return Ages.since(first(event), now);
  }

  private static Object lastSeen(ObjectNode event, Instant now) {
    String last =
        has(event, "series")
            ? text(event, "series", "lastObservedTime")
            : text(event, "lastTimestamp");
    return Ages.since(last.isEmpty() ? first(event) : last, now);
  }

  private static String about(ObjectNode event) {
    String kind = text(event, "involvedObject", "kind").toLowerCase(Locale.ROOT);
    String name = text(event, "involvedObject", "name");
    return name.isEmpty() ? kind : kind + "/" + name;
  }

  private static String source(ObjectNode event) {
    String component = text(event, "source", "component");
    String host = text(event, "source", "host");
    if (component.isEmpty()) {
      component = text(event, "reportingComponent");
      host = text(event, "reportingInstance");
    }
    return host.isEmpty() ? component : component + ", " + host;
  }

  private static String message(ObjectNode event) {
    String message = text(event, "message").strip();
    return message.length() > PRINTED_MESSAGE_MAX
        ? message.substring(0, PRINTED_MESSAGE_MAX)
        : message;
  }

  private static int count(ObjectNode event) {
    if (has(event, "series")) {
      return number(event, "series", "count");
    }
    return Math.max(1, number(event, "count"));
  }
}
