package dev.setpoint.api.openapi;

import dev.setpoint.api.schema.FieldSchema;
import dev.setpoint.api.schema.FieldType;
import dev.setpoint.api.schema.Schemas;
import dev.setpoint.api.schema.TypeSchema;
import dev.setpoint.common.json.KubeJson;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the schemas of the types it is asked for and of all that these refer to. */
final class SchemaWriter {

  static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
  static final String PATCH = META + "Patch";
  static final String DELETE_OPTIONS = META + "DeleteOptions";
  static final String STATUS = META + "Status";

  private static final String QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity";
  private static final String INT_OR_STRING = "io.k8s.apimachinery.pkg.util.intstr.IntOrString";
  private static final String TIME = META + "Time";
  private static final String MICRO_TIME = META + "MicroTime";

  private final Schemas schemas;
  private final Dialect dialect;
  private final Deque<String> due = new ArrayDeque<>();
  private final Set<String> seen = new TreeSet<>();

  SchemaWriter(Schemas schemas, Dialect dialect) {
    this.schemas = schemas;
    this.dialect = dialect;
  }

  void need(String type) {
    if (seen.add(type)) {
      due.add(type);
    }
  }

  /** All needed types, by name. */
  ObjectNode write() {
    TreeMap<String, ObjectNode> written = new TreeMap<>();
    for (String name = due.poll(); name != null; name = due.poll()) {
      written.put(name, type(name));
    }
    ObjectNode out = KubeJson.TREES.createObjectNode();
    written.forEach(out::set);
    return out;
  }

  private ObjectNode type(String name) {
    ObjectNode out = KubeJson.TREES.createObjectNode();
    TypeSchema type = schemas.type(name);
    out.put("description", type.description());
    switch (name) {
      case QUANTITY -> oneOf(out, "", "string", "number");
      case INT_OR_STRING -> oneOf(out, "int-or-string", "integer", "string");
      case TIME, MICRO_TIME -> out.put("type", "string").put("format", "date-time");
      default -> fill(out, type);
    }
    return out;
  }

  private void oneOf(ObjectNode out, String format, String first, String second) {
    if (!format.isEmpty()) {
      out.put("format", format);
    }
    if (dialect == Dialect.V2) {
      out.put("type", "string");
      return;
    }
    ArrayNode either = out.putArray("oneOf");
    either.addObject().put("type", first);
    either.addObject().put("type", second);
  }

  private void fill(ObjectNode out, TypeSchema type) {
    out.put("type", "object");
    ArrayNode required = KubeJson.TREES.createArrayNode();
    if (!type.fields().isEmpty()) {
      ObjectNode properties = out.putObject("properties");
      for (FieldSchema field : type.fields().values()) {
        properties.set(field.name(), property(field));
        if (field.required()) {
          required.add(field.name());
        }
      }
    }
    if (!required.isEmpty()) {
      out.set("required", required);
    }
    if (!type.kinds().isEmpty()) {
      ArrayNode kinds = out.putArray("x-kubernetes-group-version-kind");
      for (TypeSchema.Kind kind : type.kinds()) {
        // The meta types have no group of their own on the wire.
        String group = kind.group().equals("meta.k8s.io") ? "" : kind.group();
        kinds
            .addObject()
            .put("group", group)
            .put("kind", kind.kind())
            .put("version", kind.version());
      }
    }
    if (type.mapType() != null) {
      out.put("x-kubernetes-map-type", type.mapType());
    }
  }

  private ObjectNode property(FieldSchema field) {
    String raw = field.rawType();
    ObjectNode out = raw == null ? value(field.type(), true) : ref(raw, true);
    if (field.required() || field.alwaysWritten()) {
      zero(out, field.type());
    }
    if (!field.description().isEmpty()) {
      out.put("description", field.description());
    }
    if (!field.listMapKeys().isEmpty()) {
      ArrayNode keys = out.putArray("x-kubernetes-list-map-keys");
      field.listMapKeys().forEach(keys::add);
    }
    put(out, "x-kubernetes-list-type", field.listType());
    put(out, "x-kubernetes-map-type", field.mapType());
    put(out, "x-kubernetes-patch-merge-key", field.mergeKey());
    put(out, "x-kubernetes-patch-strategy", field.patchStrategy());
    return out;
  }

  /** What a value that is always there is when nobody gave it; Swagger 2.0 does not tell. */
  private void zero(ObjectNode out, FieldType type) {
    if (dialect == Dialect.V2) {
      return;
    }
    switch (type) {
      case FieldType.Ref ref -> out.putObject("default");
      case FieldType.Scalar.STRING -> out.put("default", "");
      case FieldType.Scalar.BOOL -> out.put("default", false);
      case FieldType.Scalar.INT32, FieldType.Scalar.INT64, FieldType.Scalar.FLOAT64 ->
          out.put("default", 0);
      case FieldType.Scalar scalar -> {}
      case FieldType.ListOf list -> {}
      case FieldType.MapOf map -> {}
    }
  }

  private ObjectNode element(FieldType type) {
    boolean described = dialect == Dialect.V3 && type instanceof FieldType.Ref;
    ObjectNode out = value(type, described);
    zero(out, type);
    return out;
  }

  private static void put(ObjectNode out, String name, @Nullable String value) {
    if (value != null) {
      out.put(name, value);
    }
  }

  private ObjectNode value(FieldType type, boolean described) {
    ObjectNode out = KubeJson.TREES.createObjectNode();
    return switch (type) {
      case FieldType.ListOf(FieldType element) -> {
        out.put("type", "array").set("items", element(element));
        yield out;
      }
      case FieldType.MapOf(FieldType element) -> {
        out.put("type", "object").set("additionalProperties", element(element));
        yield out;
      }
      case FieldType.Ref(String name) -> ref(name, described);
      case FieldType.Scalar scalar ->
          switch (scalar) {
            case STRING -> out.put("type", "string");
            case BOOL -> out.put("type", "boolean");
            case INT32 -> out.put("type", "integer").put("format", "int32");
            case INT64 -> out.put("type", "integer").put("format", "int64");
            case FLOAT64 -> out.put("type", "number").put("format", "double");
            case BYTES -> out.put("type", "string").put("format", "byte");
            case TIME -> ref(TIME, described);
            case MICRO_TIME -> ref(MICRO_TIME, described);
            case QUANTITY -> ref(QUANTITY, described);
            case INT_OR_STRING -> ref(INT_OR_STRING, described);
            case ANY -> out.put("type", "object").put("x-kubernetes-preserve-unknown-fields", true);
          };
    };
  }

  private ObjectNode ref(String type, boolean described) {
    need(type);
    return described ? dialect.describedRef(type) : dialect.ref(type);
  }
}
