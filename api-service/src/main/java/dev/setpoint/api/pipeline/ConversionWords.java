package dev.setpoint.api.pipeline;

/**
 * Says of a value of the wrong type what Kubernetes' converter from untyped objects says, which a
 * strategic merge patch goes through instead of JSON's decoder.
 */
final class ConversionWords {

  private static final String PREFIX = "json: cannot unmarshal ";
  private static final String INTO = " into Go struct field ";
  private static final String TYPE = " of type ";

  private ConversionWords() {}

  /** Other problems stay as they are. */
  static String of(String problem) {
    int into = problem.indexOf(INTO);
    int type = problem.lastIndexOf(TYPE);
    if (!problem.startsWith(PREFIX) || into < 0 || type < into) {
      return problem;
    }
    String value = problem.substring(PREFIX.length(), into);
    String wanted = problem.substring(type + TYPE.length());
    String number = value.indexOf('.') < 0 ? "int64" : "float64";
    String kind =
        switch (value) {
          case "array" -> "slice";
          case "object" -> "map";
          case "string", "bool" -> value;
          default -> number;
        };
    if (wanted.startsWith("[]")) {
      return "cannot restore slice from " + kind;
    }
    if (wanted.startsWith("map[") || wanted.equals("v1.ResourceList")) {
      return "cannot restore map from " + kind;
    }
    String given =
        switch (kind) {
          case "slice" -> "[]interface {}";
          case "map" -> "map[string]interface {}";
          default -> kind;
        };
    return switch (wanted) {
      case "string", "bool", "int32", "int64", "float64" ->
          "cannot convert " + given + " to " + wanted;
      default -> "cannot restore struct from: " + kind;
    };
  }
}
