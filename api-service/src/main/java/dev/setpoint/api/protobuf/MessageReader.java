package dev.setpoint.api.protobuf;

import dev.setpoint.api.protobuf.Messages.Field;
import dev.setpoint.api.schema.FieldType;
import dev.setpoint.api.schema.FieldType.Scalar;
import dev.setpoint.api.schema.GoTime;
import dev.setpoint.common.json.KubeJson;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes of a message the tree that the same object has in JSON. Fields that Go writes whether set
 * or not stand in it with their zero values.
 */
final class MessageReader {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int MAX_DEPTH = 100;

  /** Two bytes are enough for an empty message, which in a tree takes a hundred. */
  private static final int MAX_FIELDS = 500_000;

  private final Messages messages;
  private int depth;
  private int count;

  MessageReader(Messages messages) {
    this.messages = messages;
  }

  /** Reads a message into an object; what is there already is added to. */
  void read(WireReader in, String type, ObjectNode into) throws MalformedMessage {
    Map<Integer, Field> fields = messages.fields(type);
    if (fields == null) {
      throw new MalformedMessage("object of type " + type + " has no protobuf message");
    }
    if (++depth > MAX_DEPTH) {
      throw new MalformedMessage("exceeded max depth");
    }
    String name = type.substring(type.lastIndexOf('.') + 1);
    while (in.hasMore()) {
      if (++count > MAX_FIELDS) {
        throw new MalformedMessage("exceeded max number of fields");
      }
      long tag = in.varint();
      int number = (int) (tag >>> 3);
      int wireType = (int) (tag & 7);
      if (wireType == WireReader.END_GROUP) {
        throw new MalformedMessage("proto: " + name + ": wiretype end group for non-group");
      }
      if (number <= 0) {
        throw new MalformedMessage(
            "proto: " + name + ": illegal tag " + number + " (wire type " + tag + ")");
      }
      Field field = fields.get(number);
      if (field == null) {
        in.skip(wireType);
      } else {
        field(in, field, wireType, into);
      }
    }
    depth--;
  }

  private void field(WireReader in, Field field, int wireType, ObjectNode into)
      throws MalformedMessage {
    switch (field.type()) {
      case FieldType.ListOf(FieldType element) -> {
        ArrayNode list =
            into.get(field.name()) instanceof ArrayNode there ? there : into.putArray(field.name());
        if (wireType == WireReader.BYTES && isNumber(element)) {
          for (WireReader packed = in.part(); packed.hasMore(); ) {
            list.add(value(packed, element, wireTypeOf(element), field, null));
          }
        } else {
          list.add(value(in, element, wireType, field, null));
        }
      }
      case FieldType.MapOf(FieldType element) -> {
        check(wireType, WireReader.BYTES, field);
        ObjectNode map =
            into.get(field.name()) instanceof ObjectNode there
                ? there
                : into.putObject(field.name());
        entry(in.part(), element, field, map);
      }
      case FieldType.Ref(String type) when field.isInlined() -> {
        check(wireType, WireReader.BYTES, field);
        read(in.part(), type, into);
      }
      case FieldType.Ref ref ->
          into.set(field.name(), value(in, ref, wireType, field, into.get(field.name())));
      case Scalar scalar -> into.set(field.name(), value(in, scalar, wireType, field, null));
    }
  }

  private void entry(WireReader in, FieldType type, Field field, ObjectNode map)
      throws MalformedMessage {
    String key = "";
    JsonNode value = null;
    while (in.hasMore()) {
      long tag = in.varint();
      int wireType = (int) (tag & 7);
      if (tag >>> 3 == 1 && wireType == WireReader.BYTES) {
        key = in.text();
      } else if (tag >>> 3 == 2) {
        value = value(in, type, wireType, field, null);
      } else {
        in.skip(wireType);
      }
    }
    if (key.length() > KubeJson.MAX_NAME) {
      throw new MalformedMessage("exceeded max length of a key");
    }
    map.set(
        key,
        value == null
            ? value(new WireReader(new byte[] {0}, 0, 1), type, wireTypeOf(type), field, null)
            : value);
  }

  /**
   * @param there a value of the same field that came before, which a message is merged into
   */
  private JsonNode value(
      WireReader in, FieldType type, int wireType, Field field, @Nullable JsonNode there)
      throws MalformedMessage {
    check(wireType, wireTypeOf(type), field);
    return switch (type) {
      case FieldType.Ref(String name) -> {
        ObjectNode object = there instanceof ObjectNode same ? same : NODES.objectNode();
        read(in.part(), name, object);
        // A list of texts that is a value of a map needs a message of its own in protobuf.
        yield name.endsWith(".ExtraValue")
            ? object.optional("items").orElseGet(NODES::arrayNode)
            : object;
      }
      case Scalar scalar ->
          switch (scalar) {
            case STRING -> NODES.stringNode(in.text());
            case BOOL -> NODES.booleanNode(in.varint() != 0);
            case INT32 -> NODES.numberNode((int) in.varint());
            case INT64 -> integer(in.varint());
            case FLOAT64 -> NODES.numberNode(Double.longBitsToDouble(in.fixed64()));
            case BYTES -> NODES.stringNode(Base64.getEncoder().encodeToString(in.bytes()));
            case TIME -> time(in.part(), false);
            case MICRO_TIME -> time(in.part(), true);
            case QUANTITY -> quantity(in.part());
            case INT_OR_STRING -> intOrString(in.part());
            case ANY -> raw(in.part());
          };
      case FieldType.ListOf list -> throw new IllegalStateException("A list of lists");
      case FieldType.MapOf map -> throw new IllegalStateException("A list of maps");
    };
  }

  /** In the node that a JSON parser makes of the same number. */
  private static JsonNode integer(long value) {
    return value == (int) value ? NODES.numberNode((int) value) : NODES.numberNode(value);
  }

  private static boolean isNumber(FieldType type) {
    return type instanceof Scalar && wireTypeOf(type) != WireReader.BYTES;
  }

  private static int wireTypeOf(FieldType type) {
    return type == Scalar.BOOL || type == Scalar.INT32 || type == Scalar.INT64
        ? WireReader.VARINT
        : type == Scalar.FLOAT64 ? WireReader.FIXED64 : WireReader.BYTES;
  }

  private static void check(int wireType, int wanted, Field field) throws MalformedMessage {
    if (wireType != wanted) {
      String name = field.name();
      throw new MalformedMessage(
          "proto: wrong wireType = "
              + wireType
              + " for field "
              + Character.toUpperCase(name.charAt(0))
              + name.substring(1));
    }
  }

  /** Kubernetes leaves out what is finer than a second of a Time, a microsecond of a MicroTime. */
  private static JsonNode time(WireReader in, boolean micro) throws MalformedMessage {
    if (!in.hasMore()) {
      return NODES.nullNode();
    }
    long seconds = 0;
    long nanos = 0;
    while (in.hasMore()) {
      long tag = in.varint();
      if (tag == 1 << 3) {
        seconds = in.varint();
      } else if (tag == 2 << 3) {
        nanos = (int) in.varint();
      } else {
        in.skip((int) (tag & 7));
      }
    }
    try {
      Instant time = Instant.ofEpochSecond(seconds, micro ? nanos : 0);
      if (time.isBefore(FIRST) || !time.isBefore(AFTER_LAST)) {
        throw new MalformedMessage("year is not in the range [0,9999]");
      }
      return NODES.stringNode(micro ? GoTime.micros(time) : GoTime.seconds(time));
    } catch (DateTimeException | ArithmeticException e) {
      throw new MalformedMessage("year is not in the range [0,9999]");
    }
  }

  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant AFTER_LAST = Instant.parse("+10000-01-01T00:00:00Z");

  private static JsonNode quantity(WireReader in) throws MalformedMessage {
    String text = "0";
    while (in.hasMore()) {
      long tag = in.varint();
      if (tag == (1 << 3 | WireReader.BYTES)) {
        text = in.text();
      } else {
        in.skip((int) (tag & 7));
      }
    }
    return NODES.stringNode(text);
  }

  private static JsonNode intOrString(WireReader in) throws MalformedMessage {
    long type = 0;
    int number = 0;
    String text = "";
    while (in.hasMore()) {
      long tag = in.varint();
      if (tag == 1 << 3) {
        type = in.varint();
      } else if (tag == 2 << 3) {
        number = (int) in.varint();
      } else if (tag == (3 << 3 | WireReader.BYTES)) {
        text = in.text();
      } else {
        in.skip((int) (tag & 7));
      }
    }
    return switch ((int) type) {
      case 0 -> NODES.numberNode(number);
      case 1 -> NODES.stringNode(text);
      default -> throw new MalformedMessage("impossible IntOrString.Type");
    };
  }

  /** JSON inside of a message. */
  private static JsonNode raw(WireReader in) throws MalformedMessage {
    byte[] json = {};
    while (in.hasMore()) {
      long tag = in.varint();
      if (tag == (1 << 3 | WireReader.BYTES)) {
        json = in.bytes();
      } else {
        in.skip((int) (tag & 7));
      }
    }
    if (json.length == 0) {
      return NODES.nullNode();
    }
    try {
      return KubeJson.TREES.readTree(json);
    } catch (JacksonException e) {
      throw new MalformedMessage("invalid JSON in a raw extension");
    }
  }
}
