package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.at;
import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.schema.Schemas;
import dev.setpoint.common.resource.ResourceType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Events: what happened to an object, and who says so. */
@Component
final class EventStrategy implements ResourceStrategy {

  private static final ResourceType TYPE = new ResourceType("", "v1", "events", "Event", true);

  private final TableLayout table;

  EventStrategy(Schemas schemas) {
    table = EventColumns.layout(schemas);
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public List<String> shortNames() {
    return List.of("ev");
  }

  @Override
  public boolean allowCreateOnUpdate() {
    return true;
  }

  @Override
  public boolean garbageCollected() {
    return false;
  }

  @Override
  public void setDefaults(ObjectNode event) {
    child(event, "involvedObject");
    child(event, "source");
    for (String time : List.of("firstTimestamp", "lastTimestamp", "eventTime")) {
      if (!event.has(time)) {
        event.putNull(time);
      }
    }
    for (String field : List.of("reportingComponent", "reportingInstance")) {
      if (!has(event, field)) {
        event.put(field, "");
      }
    }
  }

  @Override
  public void validate(ObjectNode event, FieldErrors errors) {
    EventRules.validate(event, errors);
  }

  @Override
  public void validateUpdate(ObjectNode event, ObjectNode old, FieldErrors errors) {
    EventRules.validate(event, errors);
  }

  @Override
  public Map<String, Function<ObjectNode, String>> selectableFields() {
    Map<String, Function<ObjectNode, String>> fields = new LinkedHashMap<>();
    for (String field :
        List.of("kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath")) {
      fields.put("involvedObject." + field, event -> text(event, "involvedObject", field));
    }
    fields.put("reason", event -> text(event, "reason"));
    fields.put("reportingComponent", event -> text(event, "reportingComponent"));
    fields.put("source", EventStrategy::source);
    fields.put("type", event -> text(event, "type"));
    return fields;
  }

  private static String source(ObjectNode event) {
    String component = text(at(event, "source"), "component");
    return component.isEmpty() ? text(event, "reportingComponent") : component;
  }

  @Override
  public TableLayout table() {
    return table;
  }
}
