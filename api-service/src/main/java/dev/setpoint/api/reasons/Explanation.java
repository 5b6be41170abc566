package dev.setpoint.api.reasons;

import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.common.json.KubeJson;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Words an explanation as a JSON object of kind {@code Explanation}. */
final class Explanation {

  static final String API_VERSION = "reasons.setpoint.dev/v1";

  private static final int MAX_DECISIONS = 30;

  private Explanation() {}

  /**
   * @param subject what is asked about
   * @param below it and what is there because of it
   * @param top the same with its causes above it
   * @param events about any of these
   */
  static ObjectNode of(ObjectNode subject, Link below, Link top, List<ObjectNode> events) {
    ObjectNode answer = KubeJson.TREES.createObjectNode();
    answer.put("kind", "Explanation").put("apiVersion", API_VERSION);
    answer.set("object", reference(subject).put("uid", text(subject, "metadata", "uid")));
    List<Gap> gaps = Gaps.of(subject);
    answer.put("settled", gaps.isEmpty());
    answer.put("responsible", Responsible.actor(subject));
    addGaps(answer, gaps);
    ArrayNode waits = answer.putArray("waitsFor");
    walk(
        below,
        link ->
            Waits.of(link.object())
                .forEach(
                    wait -> {
                      ObjectNode entry = waits.addObject();
                      entry.set("object", reference(link.object()));
                      fill(entry, wait);
                    }));
    ArrayNode decisions = answer.putArray("decisions");
    events.stream()
        .sorted(Comparator.comparing(Explanation::time).reversed())
        .limit(MAX_DECISIONS)
        .forEach(event -> decision(decisions.addObject(), event));
    answer.set("chain", chain(top));
    return answer;
  }

  static void walk(Link link, Consumer<Link> visitor) {
    visitor.accept(link);
    link.next().forEach(next -> walk(next, visitor));
  }

  private static ObjectNode reference(ObjectNode object) {
    ObjectNode reference = KubeJson.TREES.createObjectNode();
    reference.put("apiVersion", text(object, "apiVersion")).put("kind", text(object, "kind"));
    String namespace = text(object, "metadata", "namespace");
    if (!namespace.isEmpty()) {
      reference.put("namespace", namespace);
    }
    return reference.put("name", text(object, "metadata", "name"));
  }

  private static ObjectNode chain(Link link) {
    ObjectNode entry = KubeJson.TREES.createObjectNode();
    entry.set("object", reference(link.object()));
    entry.put("responsible", Responsible.actor(link.object()));
    lastChange(link.object()).ifPresent(change -> entry.set("changed", change));
    addGaps(entry, Gaps.of(link.object()));
    List<Wait> waits = Waits.of(link.object());
    if (!waits.isEmpty()) {
      ArrayNode list = entry.putArray("waitsFor");
      waits.forEach(wait -> fill(list.addObject(), wait));
    }
    List<ObjectNode> containers = containers(link.object());
    if (!containers.isEmpty()) {
      entry.putArray("containers").addAll(containers);
    }
    if (!link.next().isEmpty()) {
      ArrayNode next = entry.putArray("next");
      link.next().forEach(each -> next.add(chain(each)));
    }
    if (link.omitted() > 0) {
      entry.put("omitted", link.omitted());
    }
    return entry;
  }

  /** Who last wrote anything but the status, as managedFields tell. */
  private static Optional<ObjectNode> lastChange(ObjectNode object) {
    return objects(object, "metadata", "managedFields").stream()
        .filter(entry -> !text(entry, "subresource").equals("status"))
        .max(Comparator.comparing(entry -> text(entry, "time")))
        .map(
            entry -> {
              ObjectNode change = KubeJson.TREES.createObjectNode();
              change.put("by", text(entry, "manager"));
              change.put("operation", text(entry, "operation"));
              return change.put("time", text(entry, "time"));
            });
  }

  private static void addGaps(ObjectNode entry, List<Gap> gaps) {
    ArrayNode list = entry.putArray("gaps");
    for (Gap gap : gaps) {
      list.addObject()
          .put("field", gap.field())
          .put("desired", gap.desired())
          .put("current", gap.current());
    }
  }

  private static void fill(ObjectNode entry, Wait wait) {
    if (!wait.responsible().isEmpty()) {
      entry.put("responsible", wait.responsible());
    }
    entry.put("reason", wait.reason()).put("message", wait.message());
    if (!wait.since().isEmpty()) {
      entry.put("since", wait.since());
    }
  }

  private static List<ObjectNode> containers(ObjectNode pod) {
    List<ObjectNode> containers = new ArrayList<>();
    Stream.of("initContainerStatuses", "containerStatuses")
        .flatMap(list -> objects(pod, "status", list).stream())
        .forEach(
            status -> {
              ObjectNode container = KubeJson.TREES.createObjectNode();
              container.put("name", text(status, "name"));
              status.path("state").propertyNames().forEach(state -> container.put("state", state));
              container.put("ready", status.path("ready").booleanValue(false));
              container.put("restarts", number(status, "restartCount"));
              containers.add(container.put("image", text(status, "image")));
            });
    return containers;
  }

  private static void decision(ObjectNode entry, ObjectNode event) {
    String component = text(event, "source", "component");
    entry.put("time", time(event));
    entry.put("by", component.isEmpty() ? text(event, "reportingComponent") : component);
    ObjectNode object = entry.putObject("object");
    object.put("kind", text(event, "involvedObject", "kind"));
    object.put("name", text(event, "involvedObject", "name"));
    entry.put("type", text(event, "type"));
    entry.put("reason", text(event, "reason"));
    entry.put("message", text(event, "message"));
    entry.put("count", Math.max(1, number(event, "count")));
  }

  /** RFC 3339 in UTC, so that the texts sort by time. */
  private static String time(ObjectNode event) {
    return Stream.of("lastTimestamp", "eventTime", "firstTimestamp")
        .map(field -> text(event, field))
        .filter(found -> !found.isEmpty())
        .findFirst()
        .orElseGet(() -> text(event, "metadata", "creationTimestamp"));
  }
}
