package dev.setpoint.api.patch;

import dev.setpoint.api.pipeline.StrategicPatch;
import dev.setpoint.api.schema.FieldSchema;
import dev.setpoint.api.schema.FieldType;
import dev.setpoint.api.schema.Schemas;
import dev.setpoint.api.schema.TypeSchema;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.resource.ResourceType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Applies strategic merge patches as Kubernetes does (k8s.io/apimachinery/pkg/util/strategicpatch):
 * maps merge by key, lists by the merge key of their field or as a whole, and directives such as
 * {@code $patch} say otherwise where they stand.
 */
@Component
public final class StrategicMerge implements StrategicPatch {

  static final String DIRECTIVE = "$patch";
  private static final String RETAIN_KEYS = "$retainKeys";
  private static final String DELETE_FROM_LIST = "$deleteFromPrimitiveList";
  private static final String ELEMENT_ORDER = "$setElementOrder";

  private final Schemas schemas;

  public StrategicMerge(Schemas schemas) {
    this.schemas = schemas;
  }

  @Override
  public ObjectNode apply(ObjectNode original, ObjectNode patch, ResourceType type) {
    TypeSchema schema = schemas.ofKind(type.apiVersion(), type.kind());
    if (schema == null) {
      throw ApiException.unsupportedMediaType(
          "the body of the request was in an unknown format - accepted media types include:"
              + " application/json-patch+json, application/merge-patch+json,"
              + " application/apply-patch+yaml");
    }
    return mergeMap(original, patch.deepCopy(), new FieldType.Ref(schema.name()));
  }

  private ObjectNode mergeMap(ObjectNode original, ObjectNode patch, @Nullable FieldType type) {
    if (patch.has(DIRECTIVE)) {
      return wholeMap(patch);
    }
    retainKeys(original, patch);
    mergeOrderedLists(original, patch, type);
    for (Map.Entry<String, JsonNode> entry : List.copyOf(patch.properties())) {
      String key = entry.getKey();
      boolean isDeletion = key.startsWith(DELETE_FROM_LIST);
      mergeField(
          original,
          isDeletion ? afterSlash(key, DELETE_FROM_LIST) : key,
          entry.getValue(),
          isDeletion,
          type);
    }
    return original;
  }

  private static ObjectNode wholeMap(ObjectNode patch) {
    JsonNode directive = patch.path(DIRECTIVE);
    return switch (directive.stringValue("")) {
      case "replace" -> {
        patch.remove(DIRECTIVE);
        yield patch;
      }
      case "delete" -> JsonNodeFactory.instance.objectNode();
      default -> throw PatchError.unknownDirective(directive, patch);
    };
  }

  private void mergeField(
      ObjectNode original,
      String key,
      JsonNode value,
      boolean isDeletion,
      @Nullable FieldType type) {
    if (value.isNull()) {
      original.remove(key);
      return;
    }
    JsonNode current = original.path(key);
    boolean sameKind = current.getNodeType() == value.getNodeType();
    if (!sameKind) {
      if (!isDeletion) {
        JsonNode kept = Directives.withoutThem(Directives.withoutNulls(value));
        if (kept == null) {
          original.remove(key);
        } else {
          original.set(key, kept);
        }
      }
    } else if (value instanceof ObjectNode patch && current instanceof ObjectNode map) {
      boolean replaced = "replace".equals(strategyOf(type, key));
      original.set(key, replaced ? patch : mergeMap(map, patch, valueType(type, key)));
    } else if (value instanceof ArrayNode patch && current instanceof ArrayNode list) {
      original.set(key, mergeListField(list, patch, key, isDeletion, type));
    } else {
      original.set(key, value);
    }
  }

  private JsonNode mergeListField(
      ArrayNode list, ArrayNode patch, String key, boolean isDeletion, @Nullable FieldType type) {
    if (!isDeletion && !"merge".equals(strategyOf(type, key))) {
      return patch;
    }
    FieldSchema field = field(type, key);
    String mergeKey = field == null ? null : field.mergeKey();
    return mergeList(list, patch, mergeKey, elementType(type, key), isDeletion);
  }

  private ArrayNode mergeList(
      ArrayNode original,
      ArrayNode patch,
      @Nullable String mergeKey,
      @Nullable FieldType elementType,
      boolean isDeletion) {
    if (original.isEmpty() && patch.isEmpty()) {
      return original;
    }
    if (!elementKind(original, patch).equals("map")) {
      return mergeValues(values(original), values(patch), isDeletion);
    }
    if (mergeKey == null) {
      throw PatchError.plain("cannot merge lists without merge key for " + nameOf(elementType));
    }
    List<JsonNode> kept = values(original);
    List<JsonNode> additions = new ArrayList<>();
    boolean replace = false;
    ListOrder order = new ListOrder(mergeKey);
    for (JsonNode element : patch) {
      JsonNode directive = element.path(DIRECTIVE);
      if (directive.isMissingNode()) {
        additions.add(element);
        continue;
      }
      switch (directive.stringValue("")) {
        case "delete" -> {
          requireKey(element, mergeKey);
          kept.removeIf(e -> order.indexOf(List.of(e), element) == 0);
        }
        case "replace" -> replace = true;
        case "merge" ->
            throw PatchError.plain("merging lists cannot yet be specified in the patch");
        default -> throw PatchError.unknownDirective(directive, element);
      }
    }
    if (replace) {
      return array(additions);
    }
    List<JsonNode> merged = mergeElements(kept, additions, order, elementType);
    return array(order.apply(merged, additions, kept));
  }

  private List<JsonNode> mergeElements(
      List<JsonNode> original,
      List<JsonNode> patch,
      ListOrder order,
      @Nullable FieldType elementType) {
    List<JsonNode> merged = new ArrayList<>(original);
    for (JsonNode element : patch) {
      requireKey(element, String.valueOf(order.mergeKey()));
      int index = order.indexOf(merged, element);
      if (index < 0) {
        merged.add(element);
      } else {
        merged.set(
            index,
            mergeMap((ObjectNode) merged.get(index), (ObjectNode) element.deepCopy(), elementType));
      }
    }
    return merged;
  }

  private static void requireKey(JsonNode element, String mergeKey) {
    if (!element.has(mergeKey)) {
      throw PatchError.noMergeKey(element, mergeKey);
    }
  }

  private static ArrayNode mergeValues(
      List<JsonNode> original, List<JsonNode> patch, boolean isDeletion) {
    ListOrder order = new ListOrder(null);
    if (isDeletion) {
      return array(original.stream().filter(v -> order.indexOf(patch, v) < 0).toList());
    }
    List<JsonNode> merged = new ArrayList<>();
    for (List<JsonNode> list : List.of(original, patch)) {
      for (JsonNode value : list) {
        if (order.indexOf(merged, value) < 0) {
          merged.add(value);
        }
      }
    }
    return array(order.apply(merged, patch, original));
  }

  /**
   * {@code $retainKeys} lists all fields that may stay: one member of a union drives out others.
   */
  private static void retainKeys(ObjectNode original, ObjectNode patch) {
    if (!patch.has(RETAIN_KEYS)) {
      return;
    }
    if (!(patch.remove(RETAIN_KEYS) instanceof ArrayNode keys)) {
      throw PatchError.badRetainKeys();
    }
    List<String> retained = keys.valueStream().map(k -> k.stringValue("")).toList();
    for (Map.Entry<String, JsonNode> entry : patch.properties()) {
      String key = entry.getKey();
      boolean exempt =
          entry.getValue().isNull()
              || key.startsWith(DELETE_FROM_LIST)
              || key.startsWith(ELEMENT_ORDER);
      if (!exempt && !retained.contains(key)) {
        throw PatchError.badRetainKeys();
      }
    }
    original.retain(retained);
  }

  /** Merges the lists that come with {@code $setElementOrder}, and takes them out of the patch. */
  private void mergeOrderedLists(ObjectNode original, ObjectNode patch, @Nullable FieldType type) {
    for (String key : List.copyOf(patch.propertyNames())) {
      if (!key.startsWith(ELEMENT_ORDER)) {
        continue;
      }
      JsonNode given = patch.remove(key);
      if (!(given instanceof ArrayNode order)) {
        throw PatchError.badType("[]interface {}", given);
      }
      String field = afterSlash(key, ELEMENT_ORDER);
      ArrayNode current = listAt(original, field);
      ArrayNode change = listAt(patch, field);
      FieldSchema schema = field(type, field);
      ListOrder sorting = new ListOrder(schema == null ? null : schema.mergeKey());
      if (change != null) {
        requireSameOrder(change, order, sorting);
      }
      if (current == null && change == null) {
        continue;
      }
      List<JsonNode> merged;
      if (current == null) {
        merged = Directives.elementsWithoutThem(change);
      } else if (change == null) {
        merged = values(current);
      } else {
        merged = values((ArrayNode) mergeListField(current, change, field, false, type));
      }
      List<JsonNode> server = current == null ? List.of() : values(current);
      original.set(field, array(sorting.apply(merged, values(order), server)));
      patch.remove(field);
    }
  }

  private static @Nullable ArrayNode listAt(ObjectNode parent, String field) {
    JsonNode found = parent.path(field);
    if (found.isMissingNode()) {
      return null;
    }
    if (found instanceof ArrayNode list) {
      return list;
    }
    throw PatchError.badType("[]interface {}", found);
  }

  /** The patch's elements must stand in the order that the directive tells. */
  private static void requireSameOrder(ArrayNode change, ArrayNode order, ListOrder sorting) {
    int at = 0;
    List<JsonNode> wanted = values(order);
    for (JsonNode element : change) {
      if (element.has(DIRECTIVE)) {
        continue;
      }
      int found = sorting.indexOf(wanted.subList(at, wanted.size()), element);
      if (found < 0) {
        throw PatchError.plain(
            "The order in patch list:\n"
                + GoValue.format(change)
                + "\n doesn't match $setElementOrder list:\n"
                + GoValue.format(order)
                + "\n");
      }
      at += found + 1;
    }
  }

  private static String afterSlash(String key, String prefix) {
    if (!key.startsWith(prefix + "/")) {
      throw prefix.equals(ELEMENT_ORDER)
          ? PatchError.badOrderList()
          : PatchError.badPrimitiveList();
    }
    return key.substring(prefix.length() + 1);
  }

  private static String elementKind(ArrayNode original, ArrayNode patch) {
    String kind = "";
    for (ArrayNode list : List.of(original, patch)) {
      for (JsonNode element : list) {
        String found = GoValue.kindOf(element);
        if (found.equals("slice")) {
          throw PatchError.plain("lists of lists are not supported");
        }
        if (!kind.isEmpty() && !kind.equals(found)) {
          throw PatchError.plain(
              "list element types are not identical: ["
                  + GoValue.format(original)
                  + " "
                  + GoValue.format(patch)
                  + "]");
        }
        kind = found;
      }
    }
    return kind;
  }

  private @Nullable FieldSchema field(@Nullable FieldType type, String key) {
    return type instanceof FieldType.Ref ref ? schemas.type(ref.type()).field(key) : null;
  }

  /** The strategy beside {@code retainKeys}, which only says that clients send that directive. */
  private @Nullable String strategyOf(@Nullable FieldType type, String key) {
    FieldSchema field = field(type, key);
    String strategy = field == null ? null : field.patchStrategy();
    return strategy == null
        ? null
        : Arrays.stream(strategy.split(","))
            .filter(s -> !s.equals("retainKeys"))
            .findFirst()
            .orElse(null);
  }

  private @Nullable FieldType valueType(@Nullable FieldType type, String key) {
    if (type instanceof FieldType.MapOf(FieldType value)) {
      return value;
    }
    FieldSchema field = field(type, key);
    return field == null ? null : field.type();
  }

  private @Nullable FieldType elementType(@Nullable FieldType type, String key) {
    return valueType(type, key) instanceof FieldType.ListOf(FieldType element) ? element : null;
  }

  private String nameOf(@Nullable FieldType type) {
    return type instanceof FieldType.Ref ref ? schemas.type(ref.type()).simpleName() : "";
  }

  private static List<JsonNode> values(ArrayNode array) {
    return new ArrayList<>(array.values());
  }

  private static ArrayNode array(List<JsonNode> values) {
    return JsonNodeFactory.instance.arrayNode().addAll(values);
  }
}
