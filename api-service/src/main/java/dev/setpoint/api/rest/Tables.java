package dev.setpoint.api.rest;

import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.json.KubeJson;
import java.time.Clock;
import java.time.Instant;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Shows objects as rows of meta.k8s.io Table, and as PartialObjectMetadata. */
@Component
final class Tables {

  /** How much of the object comes with its row. */
  enum Include {
    NONE,
    METADATA,
    OBJECT;

    static Include parse(String text) {
      return switch (text) {
        case "None" -> NONE;
        case "", "Metadata" -> METADATA;
        case "Object" -> OBJECT;
        default ->
            throw ApiException.badRequest(
                "Unable to convert to Table as requested: includeObject: Invalid value: "
                    + GoText.quote(text)
                    + ": must be 'Metadata', 'Object', 'None', or empty");
      };
    }
  }

  private final Clock clock;

  Tables(Clock clock) {
    this.clock = clock;
  }

  ArrayNode columns(ResourceStrategy strategy) {
    ArrayNode columns = KubeJson.TREES.createArrayNode();
    for (TableLayout.Column column : strategy.table().columns()) {
      columns
          .addObject()
          .put("name", column.name())
          .put("type", column.type())
          .put("format", column.format())
          .put("description", column.description())
          .put("priority", column.priority());
    }
    return columns;
  }

  /**
   * @param object not changed
   */
  ObjectNode row(
      ResourceStrategy strategy, ObjectNode object, Include include, String metaVersion) {
    Instant now = clock.instant();
    ObjectNode row = KubeJson.TREES.createObjectNode();
    ArrayNode cells = row.putArray("cells");
    for (TableLayout.Column column : strategy.table().columns()) {
      add(cells, column.cell().apply(object, now));
    }
    switch (include) {
      case NONE -> row.putNull("object");
      case METADATA -> row.set("object", partial(shown(strategy, object), metaVersion));
      case OBJECT -> row.set("object", shown(strategy, object));
    }
    return row;
  }

  /** Cells are made of the kept form, whatever version is asked for. */
  private static ObjectNode shown(ResourceStrategy strategy, ObjectNode object) {
    return strategy.storedType().equals(strategy.type())
        ? object
        : strategy.fromStored(object.deepCopy());
  }

  private static void add(ArrayNode cells, Object value) {
    switch (value) {
      case Boolean flag -> cells.add(flag);
      case Integer number -> cells.add(number);
      case Long number -> cells.add(number);
      case Number number -> cells.add(number.doubleValue());
      default -> cells.add(value.toString());
    }
  }

  static ObjectNode partial(ObjectNode object, String metaVersion) {
    ObjectNode partial = KubeJson.TREES.createObjectNode();
    partial.put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/" + metaVersion);
    JsonNode metadata = object.get("metadata");
    if (metadata != null) {
      partial.set("metadata", metadata);
    }
    return partial;
  }

  /** A whole table of one object. */
  ObjectNode single(
      ResourceStrategy strategy, ObjectNode object, Include include, String metaVersion) {
    ObjectNode table =
        empty(object.path("metadata").path("resourceVersion").asString(""), metaVersion);
    table.set("columnDefinitions", columns(strategy));
    table.putArray("rows").add(row(strategy, object, include, metaVersion));
    return table;
  }

  static ObjectNode empty(String resourceVersion, String metaVersion) {
    ObjectNode table = KubeJson.TREES.createObjectNode();
    table.put("kind", "Table").put("apiVersion", "meta.k8s.io/" + metaVersion);
    ObjectNode metadata = table.putObject("metadata");
    if (!resourceVersion.isEmpty()) {
      metadata.put("resourceVersion", resourceVersion);
    }
    table.putNull("columnDefinitions");
    table.putArray("rows");
    return table;
  }
}
