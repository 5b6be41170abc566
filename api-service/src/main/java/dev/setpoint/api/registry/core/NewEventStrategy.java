package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.ViewStrategy;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ResourceType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Events as events.k8s.io names their fields, which asks more of writers. */
@Component
final class NewEventStrategy extends ViewStrategy {

  /** Names of this group, and of the core's. */
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("metadata", "metadata"),
          Map.entry("eventTime", "eventTime"),
          Map.entry("series", "series"),
          Map.entry("reportingController", "reportingComponent"),
          Map.entry("reportingInstance", "reportingInstance"),
          Map.entry("action", "action"),
          Map.entry("reason", "reason"),
          Map.entry("regarding", "involvedObject"),
          Map.entry("related", "related"),
          Map.entry("note", "message"),
          Map.entry("type", "type"),
          Map.entry("deprecatedSource", "source"),
          Map.entry("deprecatedFirstTimestamp", "firstTimestamp"),
          Map.entry("deprecatedLastTimestamp", "lastTimestamp"),
          Map.entry("deprecatedCount", "count"));

  private final EventStrategy events;

  NewEventStrategy(EventStrategy events) {
    super(new ResourceType("events.k8s.io", "v1", "events", "Event", true), events);
    this.events = events;
  }

  @Override
  public ObjectNode toStored(ObjectNode event) {
    ObjectNode stored = KubeJson.TREES.createObjectNode();
    stored.put("kind", "Event").put("apiVersion", "v1");
    NAMES.forEach((own, core) -> move(event, own, stored, core));
    events.setDefaults(stored);
    return stored;
  }

  @Override
  public ObjectNode fromStored(ObjectNode stored) {
    ObjectNode event = KubeJson.TREES.createObjectNode();
    event.put("kind", "Event").put("apiVersion", type().apiVersion());
    NAMES.forEach((own, core) -> move(stored, core, event, own));
    for (String field : List.of("reportingController", "reportingInstance")) {
      if (text(event, field).isEmpty()) {
        event.remove(field);
      }
    }
    child(event, "regarding");
    child(event, "deprecatedSource");
    return event;
  }

  private static void move(ObjectNode from, String name, ObjectNode to, String newName) {
    JsonNode value = from.get(name);
    if (value != null) {
      to.set(newName, value);
    }
  }

  @Override
  public void validate(ObjectNode event, FieldErrors errors) {
    EventRules.validateNew(event, errors);
  }

  @Override
  public void validateUpdate(ObjectNode event, ObjectNode old, FieldErrors errors) {
    EventRules.validateNewUpdate(event, old, errors);
  }

  @Override
  public Map<String, Function<ObjectNode, String>> selectableFields() {
    Map<String, Function<ObjectNode, String>> fields = new LinkedHashMap<>();
    events
        .selectableFields()
        .forEach(
            (field, value) -> {
              if (field.startsWith("involvedObject.")) {
                fields.put(field.replace("involvedObject.", "regarding."), value);
              } else if (field.equals("reportingComponent")) {
                fields.put("reportingController", value);
              } else if (!field.equals("source")) {
                fields.put(field, value);
              }
            });
    return fields;
  }
}
