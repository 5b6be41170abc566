package dev.setpoint.api.pipeline;

import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.json.KubeJson;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON read as Go reads it: fields that come twice are noted, and the last one wins, except that
 * into a struct objects of the same name are merged.
 *
 * @param duplicates paths of the fields that came more than once, in the order met
 */
record JsonTree(JsonNode root, List<String> duplicates) {

  /** More than any object has, and as much memory as one request may take. */
  private static final int MAX_VALUES = 500_000;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /**
   * @throws JacksonException for bad syntax, trailing tokens and nesting past the parser's limit
   */
  static JsonTree read(byte[] json, boolean intoStruct) {
    try (JsonParser parser = KubeJson.TREES.createParser(json)) {
      Reader reader = new Reader(parser, intoStruct);
      JsonToken first = parser.nextToken();
      JsonNode root =
          first == JsonToken.START_OBJECT
              ? reader.object(NODES.objectNode(), null)
              : reader.value(first, null);
      if (parser.nextToken() != null) {
        throw new UnreadableBody("text after the top-level value");
      }
      return new JsonTree(root, reader.duplicates);
    }
  }

  /** Where a value stands; only rendered when a duplicate is met. */
  private record Path(@Nullable Path parent, String step) {
    String render() {
      return parent == null ? step : parent.render() + (step.startsWith("[") ? step : "." + step);
    }
  }

  private static final class Reader {
    private final JsonParser parser;
    private final boolean merging;
    private final List<String> duplicates = new ArrayList<>(0);
    private int values;

    Reader(JsonParser parser, boolean merging) {
      this.parser = parser;
      this.merging = merging;
    }

    ObjectNode object(ObjectNode into, @Nullable Path path) {
      String name;
      while ((name = parser.nextName()) != null) {
        JsonToken token = parser.nextToken();
        Path here = new Path(path, name);
        JsonNode before = into.get(name);
        if (before != null) {
          duplicates.add(here.render());
          if (merging && token == JsonToken.START_OBJECT && before instanceof ObjectNode same) {
            object(same, here);
            continue;
          }
        }
        into.set(name, value(token, here));
      }
      return into;
    }

    private JsonNode value(@Nullable JsonToken token, @Nullable Path path) {
      if (token == null) {
        throw new UnreadableBody("nothing to read");
      }
      if (++values > MAX_VALUES) {
        throw ApiException.tooLarge("Request entity too large: limit is " + MAX_VALUES + " values");
      }
      return switch (token) {
        case START_OBJECT -> object(NODES.objectNode(), path);
        case START_ARRAY -> array(path);
        case VALUE_STRING -> NODES.stringNode(parser.getString());
        case VALUE_TRUE -> NODES.booleanNode(true);
        case VALUE_FALSE -> NODES.booleanNode(false);
        case VALUE_NULL -> NODES.nullNode();
        case VALUE_NUMBER_INT ->
            switch (parser.getNumberType()) {
              case INT -> NODES.numberNode(parser.getIntValue());
              case LONG -> NODES.numberNode(parser.getLongValue());
              case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL ->
                  NODES.numberNode(parser.getBigIntegerValue());
            };
        case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDecimalValue());
        case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
            throw new UnreadableBody("unexpected " + token);
      };
    }

    private ArrayNode array(@Nullable Path path) {
      ArrayNode array = NODES.arrayNode();
      JsonToken token;
      int index = 0;
      while ((token = parser.nextToken()) != JsonToken.END_ARRAY) {
        array.add(value(token, new Path(path, "[" + index++ + "]")));
      }
      return array;
    }
  }
}
