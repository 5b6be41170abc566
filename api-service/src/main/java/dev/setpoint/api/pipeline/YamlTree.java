package dev.setpoint.api.pipeline;

import dev.setpoint.common.json.KubeJson;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * YAML read into a JSON tree as sigs.k8s.io/yaml does: YAML 1.1's booleans, merge keys, the last of
 * equal keys wins. Depth and the size that aliases expand to are limited.
 *
 * @param duplicates messages about keys that came more than once
 */
public record YamlTree(JsonNode root, List<String> duplicates) {

  private static final int MAX_DEPTH = 100;
  private static final int MAX_NODES = 400_000;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Pattern INTEGER = Pattern.compile("[-+]?(0|[1-9][0-9_]*)");
  private static final Pattern RADIX =
      Pattern.compile("[-+]?0([xX][0-9a-fA-F_]+|b[01_]+|o?[0-7_]+)");
  private static final Pattern FLOAT =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
  private static final Set<String> TRUE =
      Set.of("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON");
  private static final Set<String> FALSE =
      Set.of("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF");
  private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");

  /**
   * @throws UnreadableBody with a message that starts with {@code yaml:}
   */
  public static YamlTree read(byte[] yaml) {
    LoadSettings settings =
        LoadSettings.builder()
            .setAllowDuplicateKeys(true)
            .setMaxAliasesForCollections(1000)
            .setCodePointLimit(4 * 1024 * 1024)
            .setUseMarks(true)
            .build();
    try {
      Optional<Node> root =
          new Compose(settings).composeString(new String(yaml, StandardCharsets.UTF_8));
      if (root.isEmpty()) {
        return new YamlTree(NODES.nullNode(), List.of());
      }
      Reader reader = new Reader();
      JsonNode tree = reader.convert(root.get(), 0);
      return new YamlTree(tree, reader.duplicates);
    } catch (MarkedYamlEngineException e) {
      String line =
          e.getProblemMark().map(mark -> "line " + (mark.getLine() + 1) + ": ").orElse("");
      throw new UnreadableBody("yaml: " + line + wording(e.getProblem()));
    } catch (YamlEngineException e) {
      throw new UnreadableBody("yaml: " + e.getMessage());
    } catch (StackOverflowError e) {
      throw new UnreadableBody("yaml: exceeded max depth of " + MAX_DEPTH);
    }
  }

  /** The same problem in the words of Go's parser, where they differ. */
  private static String wording(String problem) {
    if (problem.equals("mapping values are not allowed here")) {
      return "mapping values are not allowed in this context";
    }
    if (problem.startsWith("found undefined alias ")) {
      return "unknown anchor '" + problem.substring(22) + "' referenced";
    }
    int but = problem.indexOf(", but ");
    if (!problem.startsWith("expected ") || but < 0) {
      return problem;
    }
    String expected = problem.substring(9, but);
    return "did not find expected " + (expected.equals("<block end>") ? "key" : expected);
  }

  private static final class Reader {
    private final List<String> duplicates = new ArrayList<>(0);
    private int nodes;

    JsonNode convert(Node node, int depth) {
      if (depth > MAX_DEPTH) {
        throw new UnreadableBody("yaml: exceeded max depth of " + MAX_DEPTH);
      }
      if (++nodes > MAX_NODES) {
        throw new UnreadableBody("yaml: document contains excessive aliasing");
      }
      if (node instanceof ScalarNode scalar) {
        return scalar(scalar);
      }
      if (node instanceof SequenceNode sequence) {
        ArrayNode array = NODES.arrayNode();
        sequence.getValue().forEach(item -> array.add(convert(item, depth + 1)));
        return array;
      }
      return mapping((MappingNode) node, depth);
    }

    private ObjectNode mapping(MappingNode node, int depth) {
      ObjectNode object = NODES.objectNode();
      Map<String, Integer> seen = new HashMap<>();
      for (NodeTuple tuple : node.getValue()) {
        Node keyNode = tuple.getKeyNode();
        if (!(keyNode instanceof ScalarNode scalar)) {
          throw new UnreadableBody("yaml: invalid map key: a key must be a scalar");
        }
        if (isMergeKey(scalar)) {
          merge(object, seen, convert(tuple.getValueNode(), depth + 1));
          continue;
        }
        String key = scalar(scalar).asString(scalar.getValue());
        if (key.length() > KubeJson.MAX_NAME) {
          throw new UnreadableBody("yaml: exceeded max length of a key");
        }
        if (seen.put(key, 1) != null) {
          int line = keyNode.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
          duplicates.add("line " + line + ": key \"" + key + "\" already set in map");
        }
        object.set(key, convert(tuple.getValueNode(), depth + 1));
      }
      return object;
    }

    /** Merged keys yield to those written out, wherever they stand. */
    private static void merge(ObjectNode into, Map<String, Integer> written, JsonNode from) {
      if (from.isArray()) {
        from.forEach(each -> merge(into, written, each));
      } else if (from instanceof ObjectNode object) {
        object
            .properties()
            .forEach(
                e -> {
                  if (!written.containsKey(e.getKey()) && !into.has(e.getKey())) {
                    into.set(e.getKey(), e.getValue());
                  }
                });
      } else {
        throw new UnreadableBody("yaml: map merge requires map or sequence of maps as the value");
      }
    }

    private static boolean isMergeKey(ScalarNode node) {
      return node.getScalarStyle() == ScalarStyle.PLAIN && node.getValue().equals("<<");
    }

    private static JsonNode scalar(ScalarNode node) {
      String text = node.getValue();
      if (node.getScalarStyle() != ScalarStyle.PLAIN || node.getTag().equals(Tag.BINARY)) {
        return NODES.stringNode(text);
      }
      if (NULL.contains(text)) {
        return NODES.nullNode();
      }
      if (TRUE.contains(text)) {
        return NODES.booleanNode(true);
      }
      if (FALSE.contains(text)) {
        return NODES.booleanNode(false);
      }
      char first = text.charAt(0);
      if (first == '-' || first == '+' || first == '.' || (first >= '0' && first <= '9')) {
        return number(text);
      }
      return NODES.stringNode(text);
    }

    private static JsonNode number(String text) {
      String plain = text.replace("_", "");
      if (INTEGER.matcher(text).matches()) {
        return integer(new BigInteger(plain.startsWith("+") ? plain.substring(1) : plain));
      }
      if (RADIX.matcher(text).matches()) {
        boolean negative = plain.startsWith("-");
        String digits = plain.replaceFirst("^[-+]?0", "");
        int radix =
            switch (digits.charAt(0)) {
              case 'x', 'X' -> 16;
              case 'b' -> 2;
              default -> 8;
            };
        String bare = Character.isDigit(digits.charAt(0)) ? digits : digits.substring(1);
        if (!bare.isEmpty()) {
          BigInteger value = new BigInteger(bare, radix);
          return integer(negative ? value.negate() : value);
        }
      }
      if (FLOAT.matcher(plain).matches()) {
        return NODES.numberNode(new BigDecimal(plain));
      }
      return NODES.stringNode(text);
    }

    private static JsonNode integer(BigInteger value) {
      if (value.bitLength() < 32) {
        return NODES.numberNode(value.intValue());
      }
      return value.bitLength() < 64 ? NODES.numberNode(value.longValue()) : NODES.numberNode(value);
    }
  }
}
