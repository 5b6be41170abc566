package dev.setpoint.api.apply;

import dev.setpoint.api.schema.FieldSchema;
import dev.setpoint.api.schema.FieldType;
import dev.setpoint.api.schema.Schemas;
import dev.setpoint.api.schema.TypeSchema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The shapes of the built-in types, from the list and map types that their schemas tell. */
@Component
final class Shapes {

  private record StructKey(String type, boolean atomic) {}

  private final Schemas schemas;
  private final Map<StructKey, Shape.Struct> structs = new ConcurrentHashMap<>();

  Shapes(Schemas schemas) {
    this.schemas = schemas;
  }

  /** The shape of a kind's objects; unknown for a kind that is not built in. */
  Shape ofKind(String apiVersion, String kind) {
    TypeSchema type = schemas.ofKind(apiVersion, kind);
    return type == null ? Shape.Unknown.UNKNOWN : struct(type, false);
  }

  private Shape.Struct struct(TypeSchema type, boolean atomic) {
    return structs.computeIfAbsent(
        new StructKey(type.name(), atomic), key -> new Shape.Struct(this, type, key.atomic()));
  }

  Map<String, Shape> fields(TypeSchema type) {
    Map<String, Shape> fields = new HashMap<>();
    type.fields().forEach((name, field) -> fields.put(name, of(field)));
    return fields;
  }

  private Shape of(FieldSchema field) {
    boolean atomicMap = "atomic".equals(field.mapType());
    return switch (field.type()) {
      case FieldType.ListOf(FieldType element) -> list(field, element);
      case FieldType.MapOf(FieldType value) -> new Shape.MapOf(of(value), atomicMap);
      case FieldType.Ref(String name) -> ref(name, atomicMap);
      case FieldType.Scalar scalar -> of(scalar);
    };
  }

  private Shape ref(String name, boolean atomic) {
    TypeSchema type = schemas.type(name);
    return struct(type, atomic || "atomic".equals(type.mapType()));
  }

  private Shape list(FieldSchema field, FieldType element) {
    String listType = field.listType();
    if ("set".equals(listType)) {
      return new Shape.SetOf(of(element));
    }
    if ("map".equals(listType) && element instanceof FieldType.Ref(String name)) {
      List<Shape.Key> keys = new ArrayList<>();
      for (String key : field.listMapKeys()) {
        keys.add(new Shape.Key(key, fallback(schemas.type(name).field(key))));
      }
      keys.sort(Comparator.comparing(Shape.Key::name));
      return new Shape.KeyedList(List.copyOf(keys), of(element));
    }
    return new Shape.AtomicList(of(element));
  }

  private Shape of(FieldType type) {
    return switch (type) {
      case FieldType.ListOf(FieldType element) -> new Shape.AtomicList(of(element));
      case FieldType.MapOf(FieldType value) -> new Shape.MapOf(of(value), false);
      case FieldType.Ref(String name) -> ref(name, false);
      case FieldType.Scalar scalar ->
          switch (scalar) {
            case STRING, BYTES -> Shape.Scalar.STRING;
            case BOOL -> Shape.Scalar.BOOL;
            case INT32, INT64, FLOAT64 -> Shape.Scalar.NUMBER;
            case TIME, MICRO_TIME, QUANTITY, INT_OR_STRING -> Shape.Scalar.UNTYPED;
            case ANY -> Shape.Scalar.ANY;
          };
    };
  }

  /** A default of the schema's; a field that is always written has its zero value for one. */
  private static @Nullable JsonNode fallback(@Nullable FieldSchema field) {
    if (field == null) {
      return null;
    }
    String text = field.keyDefault();
    if (text != null) {
      return JsonNodeFactory.instance.stringNode(text);
    }
    if (!field.required()) {
      return null;
    }
    return zero(field.type());
  }

  private static @Nullable JsonNode zero(FieldType type) {
    return type == FieldType.Scalar.STRING
        ? JsonNodeFactory.instance.stringNode("")
        : type == FieldType.Scalar.INT32 || type == FieldType.Scalar.INT64
            ? JsonNodeFactory.instance.numberNode(0)
            : null;
  }
}
