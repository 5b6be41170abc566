package dev.setpoint.api.schema;

/** The type of a field's value. */
public sealed interface FieldType {

  /** A list of one element type. */
  record ListOf(FieldType element) implements FieldType {}

  /** An object whose keys are free. */
  record MapOf(FieldType value) implements FieldType {}

  /** An object with a schema of its own, found in {@link Schemas} by its name. */
  record Ref(String type) implements FieldType {}

  /** Values that are no containers, and ANY: values of any shape. */
  enum Scalar implements FieldType {
    STRING,
    BOOL,
    INT32,
    INT64,
    FLOAT64,
    /** Base64 text. */
    BYTES,
    /** RFC 3339 with seconds. */
    TIME,
    /** RFC 3339 with microseconds. */
    MICRO_TIME,
    /** A resource amount: a text or a number. */
    QUANTITY,
    INT_OR_STRING,
    ANY
  }

  /** Reads the generator's form: {@code string}, {@code list<int32>}, {@code @} and a name. */
  static FieldType parse(String code) {
    if (code.startsWith("@")) {
      return new Ref(code.substring(1));
    }
    if (code.startsWith("list<")) {
      return new ListOf(parse(code.substring(5, code.length() - 1)));
    }
    if (code.startsWith("map<")) {
      return new MapOf(parse(code.substring(4, code.length() - 1)));
    }
    return switch (code) {
      case "string" -> Scalar.STRING;
      case "bool" -> Scalar.BOOL;
      case "int32" -> Scalar.INT32;
      case "int64" -> Scalar.INT64;
      case "float64" -> Scalar.FLOAT64;
      case "bytes" -> Scalar.BYTES;
      case "time" -> Scalar.TIME;
      case "microtime" -> Scalar.MICRO_TIME;
      case "quantity" -> Scalar.QUANTITY;
      case "intorstring" -> Scalar.INT_OR_STRING;
      case "any" -> Scalar.ANY;
      default -> throw new IllegalArgumentException("Unknown field type " + code);
    };
  }
}
