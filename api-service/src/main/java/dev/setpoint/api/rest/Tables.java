package dev.setpoint.api.rest;

import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.json.KubeJson;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
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

  ArrayNode columns(TableLayout layout) {
    ArrayNode columns = KubeJson.TREES.createArrayNode();
    for (TableLayout.Column column : layout.columns()) {
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
    return row(strategy, strategy.table(), object, include, metaVersion);
  }

  private ObjectNode row(
      ResourceStrategy strategy,
      TableLayout layout,
      ObjectNode object,
      Include include,
      String metaVersion) {
    Instant now = clock.instant();
    ObjectNode row = KubeJson.TREES.createObjectNode();
    ArrayNode cells = row.putArray("cells");
    for (TableLayout.Column column : layout.columns()) {
      add(cells, column.cell().apply(object, now));
    }
    switch (include) {
      case NONE -> row.putNull("object");
      case METADATA -> row.set("object", partial(strategy, object, metaVersion));
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

  /**
   * @param object as it is kept: what other versions show as annotations is no metadata
   */
  static ObjectNode partial(ResourceStrategy strategy, ObjectNode object, String metaVersion) {
    ObjectNode partial = KubeJson.TREES.createObjectNode();
    partial.put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/" + metaVersion);
    JsonNode metadata = object.get("metadata");
    if (metadata != null) {
      partial.set("metadata", bare(metadata, strategy.annotationsForFields()));
    }
    return partial;
  }

  private static JsonNode bare(JsonNode metadata, Set<String> left) {
    if (left.stream().noneMatch(metadata.path("annotations")::has)) {
      return metadata;
    }
    ObjectNode copy = (ObjectNode) metadata.deepCopy();
    ObjectNode annotations = (ObjectNode) copy.get("annotations");
    annotations.remove(left);
    if (annotations.isEmpty()) {
      copy.remove("annotations");
    }
    return copy;
  }

  /** A whole table of one object. */
  ObjectNode single(
      ResourceStrategy strategy,
      TableLayout layout,
      ObjectNode object,
      Include include,
      String metaVersion) {
    ObjectNode table =
        empty(object.path("metadata").path("resourceVersion").asString(""), metaVersion);
    table.set("columnDefinitions", columns(layout));
    table.putArray("rows").add(row(strategy, layout, object, include, metaVersion));
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
