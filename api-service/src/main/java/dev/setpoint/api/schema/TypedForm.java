package dev.setpoint.api.schema;

import dev.setpoint.api.pipeline.TypeChecker;
import dev.setpoint.common.resource.Quantity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Brings a tree to the form it would have after Kubernetes decoded it into its Go types and encoded
 * it again: unknown fields, nulls and empty values are gone, structs held by value are there,
 * quantities and times are canonical. Wrong types are told in the words of encoding/json.
 */
@Component
public final class TypedForm implements TypeChecker {

  /** A number with more places was not written out, and must not be: it could fill the memory. */
  private static final int MAX_PLACES = 1000;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Schemas schemas;

  public TypedForm(Schemas schemas) {
    this.schemas = schemas;
  }

  @Override
  public Result check(String apiVersion, String kind, ObjectNode object) {
    TypeSchema type = schemas.ofKind(apiVersion, kind);
    return type == null ? Result.FITS : check(type, object);
  }

  /** The same for a type that may be part of an object. */
  public Result check(TypeSchema type, ObjectNode object) {
    Run run = new Run();
    try {
      run.struct(type, object, "", "", true);
    } catch (Abort abort) {
      return new Result(abort.text, run.unknown);
    }
    return new Result(run.mismatch, run.unknown);
  }

  /** A decoder of ours, not encoding/json itself, refused a value: nothing after it is read. */
  private static final class Abort extends Exception {
    private final String text;

    Abort(String text) {
      super(text, null, false, false);
      this.text = text;
    }
  }

  /** Where a value stands. {@code go} is the path without indexes and map keys. */
  private record Place(TypeSchema struct, String path, String go) {}

  private final class Run {

    private final List<String> unknown = new ArrayList<>();
    private @Nullable String mismatch;

    void struct(TypeSchema type, ObjectNode object, String path, String go, boolean root)
        throws Abort {
      for (Map.Entry<String, JsonNode> entry : List.copyOf(object.properties())) {
        String name = entry.getKey();
        FieldSchema field = type.field(name);
        String fieldPath = path.isEmpty() ? name : path + "." + name;
        if (field == null) {
          unknown.add(fieldPath);
          object.remove(name);
          continue;
        }
        Place place = new Place(type, fieldPath, go.isEmpty() ? name : go + "." + name);
        JsonNode value = value(field.type(), entry.getValue(), place);
        if (value == null || isOmitted(field, value)) {
          object.remove(name);
        } else {
          // Protobuf, in which Kubernetes stores, has no empty lists: they come back as null.
          boolean emptyList = field.type() instanceof FieldType.ListOf && value.isEmpty();
          object.set(name, emptyList ? NODES.nullNode() : value);
        }
      }
      boolean isRootMetadata = go.equals("metadata");
      for (FieldSchema field : type.fields().values()) {
        if ((field.required() || field.alwaysWritten())
            && !object.has(field.name())
            && !(isRootMetadata && field.type() == FieldType.Scalar.TIME)
            && !(root && field.name().equals("metadata"))) {
          JsonNode zero = field.keepsEmptyText() ? NODES.nullNode() : zero(field.type());
          if (zero != null) {
            object.set(field.name(), zero);
          }
        }
      }
    }

    /** The value in typed form; null for a value that is as good as absent. */
    @Nullable JsonNode value(FieldType type, JsonNode node, Place place) throws Abort {
      if (node.isNull()) {
        return null;
      }
      return switch (type) {
        case FieldType.Ref ref -> {
          TypeSchema schema = schemas.type(ref.type());
          if (node instanceof ObjectNode object) {
            struct(schema, object, place.path(), place.go(), false);
            yield object;
          }
          yield mismatch(node, place, schema.goName());
        }
        case FieldType.ListOf list -> list(list, node, place);
        case FieldType.MapOf map -> map(map, node, place);
        case FieldType.Scalar scalar -> scalar(scalar, node, place);
      };
    }

    private @Nullable JsonNode list(FieldType.ListOf type, JsonNode node, Place place)
        throws Abort {
      if (!(node instanceof ArrayNode array)) {
        return mismatch(node, place, goName(type));
      }
      for (int i = 0; i < array.size(); i++) {
        Place element = new Place(place.struct(), place.path() + "[" + i + "]", place.go());
        JsonNode value = value(type.element(), array.path(i), element);
        JsonNode kept = value == null ? zero(type.element()) : value;
        array.set(i, kept == null ? NODES.nullNode() : kept);
      }
      return array;
    }

    private @Nullable JsonNode map(FieldType.MapOf type, JsonNode node, Place place) throws Abort {
      if (!(node instanceof ObjectNode object)) {
        return mismatch(node, place, goName(type));
      }
      for (Map.Entry<String, JsonNode> entry : List.copyOf(object.properties())) {
        Place element = new Place(place.struct(), place.path() + "." + entry.getKey(), place.go());
        JsonNode value = value(type.value(), entry.getValue(), element);
        JsonNode kept = value == null ? zero(type.value()) : value;
        object.set(entry.getKey(), kept == null ? NODES.nullNode() : kept);
      }
      return object;
    }

    private @Nullable JsonNode scalar(FieldType.Scalar type, JsonNode node, Place place)
        throws Abort {
      return switch (type) {
        case STRING -> node.isString() ? node : mismatch(node, place, "string");
        case BOOL -> node.isBoolean() ? node : mismatch(node, place, "bool");
        case INT32 -> {
          boolean fits = node.isIntegralNumber() && node.canConvertToInt();
          yield fits ? node : number(node, place, "int32");
        }
        case INT64 -> {
          boolean fits = node.isIntegralNumber() && node.canConvertToLong();
          yield fits ? node : number(node, place, "int64");
        }
        case FLOAT64 -> node.isNumber() ? node : mismatch(node, place, "float64");
        case BYTES -> bytes(node, place);
        case TIME, MICRO_TIME -> time(node, place, type == FieldType.Scalar.MICRO_TIME);
        case QUANTITY -> quantity(node);
        case INT_OR_STRING -> {
          boolean fits = node.isString() || (node.isIntegralNumber() && node.canConvertToInt());
          yield fits ? node : number(node, place, "int32");
        }
        case ANY -> node;
      };
    }

    private @Nullable JsonNode number(JsonNode node, Place place, String goType) {
      return node.isNumber()
          ? mismatch("number " + literal(node.decimalValue()), place, goType)
          : mismatch(node, place, goType);
    }

    private @Nullable JsonNode bytes(JsonNode node, Place place) throws Abort {
      if (!node.isString()) {
        return mismatch(node, place, "[]uint8");
      }
      String text = node.stringValue();
      int bad = Base64Text.firstProblem(text);
      if (bad >= 0) {
        throw new Abort("illegal base64 data at input byte " + bad);
      }
      return NODES.stringNode(Base64Text.canonical(text));
    }

    private @Nullable JsonNode time(JsonNode node, Place place, boolean micro) throws Abort {
      if (!node.isString()) {
        return mismatch(node, place, "string");
      }
      try {
        return NODES.stringNode(GoTime.canonical(node.stringValue(), micro));
      } catch (GoTime.ParseException e) {
        throw new Abort(String.valueOf(e.getMessage()));
      }
    }

    private JsonNode quantity(JsonNode node) throws Abort {
      String text =
          node.isString() ? node.stringValue() : node.isNumber() ? literal(node) : node.toString();
      try {
        return NODES.stringNode(Quantity.parse(text).toString());
      } catch (Quantity.FormatException e) {
        throw new Abort(e.message());
      }
    }

    private @Nullable JsonNode mismatch(JsonNode node, Place place, String goType) {
      String what =
          node.isString()
              ? "string"
              : node.isBoolean()
                  ? "bool"
                  : node.isNumber() ? "number" : node.isArray() ? "array" : "object";
      return mismatch(what, place, goType);
    }

    private @Nullable JsonNode mismatch(String what, Place place, String goType) {
      if (mismatch == null) {
        mismatch =
            "json: cannot unmarshal "
                + what
                + " into Go struct field "
                + place.struct().simpleName()
                + "."
                + place.go()
                + " of type "
                + goType;
      }
      return null;
    }

    /** What Go writes for a value that was never set; null where it writes nothing. */
    private @Nullable JsonNode zero(FieldType type) throws Abort {
      return switch (type) {
        case FieldType.Ref ref -> {
          if (ref.type().endsWith(".LabelSelector")) {
            yield null; // held by pointer wherever it is required
          }
          ObjectNode empty = NODES.objectNode();
          struct(schemas.type(ref.type()), empty, "", "", false);
          yield empty;
        }
        case FieldType.ListOf list -> NODES.nullNode();
        case FieldType.MapOf map -> NODES.nullNode();
        case FieldType.Scalar scalar ->
            switch (scalar) {
              case STRING, BYTES -> NODES.stringNode("");
              case BOOL -> NODES.booleanNode(false);
              case INT32, INT64, INT_OR_STRING, FLOAT64 -> NODES.numberNode(0);
              case QUANTITY -> NODES.stringNode("0");
              case TIME, MICRO_TIME, ANY -> NODES.nullNode();
            };
      };
    }
  }

  /** Whether Go's {@code omitempty} leaves this value out. */
  private static boolean isOmitted(FieldSchema field, JsonNode value) {
    if (field.required() || field.alwaysWritten()) {
      return false;
    }
    return switch (field.type()) {
      case FieldType.Ref ref -> false;
      case FieldType.ListOf list -> !field.keepsEmptyText() && value.isEmpty();
      case FieldType.MapOf map -> value.isEmpty();
      case FieldType.Scalar scalar ->
          switch (scalar) {
            case STRING -> !field.keepsEmptyText() && value.stringValue().isEmpty();
            case BYTES -> value.stringValue().isEmpty();
            case BOOL -> field.omitsZero() && !value.booleanValue();
            case INT32, INT64 -> field.omitsZero() && value.longValue() == 0;
            case FLOAT64, TIME, MICRO_TIME, QUANTITY, INT_OR_STRING, ANY -> false;
          };
    };
  }

  private String goName(FieldType type) {
    return switch (type) {
      case FieldType.Ref ref -> schemas.type(ref.type()).goName();
      case FieldType.ListOf list -> "[]" + goName(list.element());
      case FieldType.MapOf(FieldType value) when value == FieldType.Scalar.QUANTITY ->
          "v1.ResourceList";
      case FieldType.MapOf map -> "map[string]" + goName(map.value());
      case FieldType.Scalar scalar ->
          switch (scalar) {
            case STRING -> "string";
            case BOOL -> "bool";
            case INT32 -> "int32";
            case INT64 -> "int64";
            case FLOAT64 -> "float64";
            case BYTES -> "[]uint8";
            case TIME -> "v1.Time";
            case MICRO_TIME -> "v1.MicroTime";
            case QUANTITY -> "resource.Quantity";
            case INT_OR_STRING -> "intstr.IntOrString";
            case ANY -> "runtime.RawExtension";
          };
    };
  }

  private static String literal(JsonNode number) {
    return literal(number.decimalValue());
  }

  /** A number as it was most likely written. */
  private static String literal(BigDecimal number) {
    boolean exponent = number.scale() < 0 || number.scale() > MAX_PLACES;
    return exponent
        ? number.unscaledValue() + "e" + -(long) number.scale()
        : number.toPlainString();
  }
}
