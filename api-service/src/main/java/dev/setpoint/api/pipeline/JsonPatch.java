package dev.setpoint.api.pipeline;

import dev.setpoint.common.json.KubeJson;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * RFC 6902 with the liberties of the library that kube-apiserver uses: a missing object member can
 * be replaced, copied as null and tested against null; negative indexes count from the end; what
 * stands before a pointer's first slash is ignored.
 */
final class JsonPatch {

  static final int MAX_OPERATIONS = 10_000;
  private static final int MAX_COPIED = 3 * 1024 * 1024;

  private JsonPatch() {}

  /** An operation that can't be applied. */
  static final class Inapplicable extends Exception {
    Inapplicable(String message) {
      super(message);
    }
  }

  /**
   * @param document is changed
   */
  static JsonNode apply(JsonNode document, ArrayNode operations) throws Inapplicable {
    Run run = new Run(document);
    for (JsonNode operation : operations) {
      run.apply(operation);
    }
    return run.document;
  }

  private static final class Run {
    private JsonNode document;
    private long copied;

    Run(JsonNode document) {
      this.document = document;
    }

    void apply(JsonNode operation) throws Inapplicable {
      String name = operation.path("op").asString("");
      switch (name) {
        case "add" -> add(pointer(operation, "path"), value(operation));
        case "remove" -> remove(pointer(operation, "path"));
        case "replace" -> replace(pointer(operation, "path"), value(operation));
        case "move" -> {
          JsonNode moved = present(pointer(operation, "from"));
          remove(pointer(operation, "from"));
          add(pointer(operation, "path"), moved);
        }
        case "copy" -> {
          JsonNode found = find(pointer(operation, "from"));
          JsonNode copy = found == null ? NullNode.getInstance() : found.deepCopy();
          copied += KubeJson.write(copy).length;
          if (copied > MAX_COPIED) {
            throw new Inapplicable(
                "Unable to complete the copy, the accumulated size increase of copy is "
                    + copied
                    + ", exceeding the limit "
                    + MAX_COPIED);
          }
          add(pointer(operation, "path"), copy);
        }
        case "test" -> test(pointer(operation, "path"), value(operation));
        default -> throw new Inapplicable("Unexpected kind: " + name);
      }
    }

    private static JsonNode value(JsonNode operation) {
      JsonNode value = operation.get("value");
      return value == null ? NullNode.getInstance() : value.deepCopy();
    }

    private static List<String> pointer(JsonNode operation, String field) throws Inapplicable {
      JsonNode text = operation.get(field);
      if (text == null || !text.isString()) {
        throw new Inapplicable("operation missing " + field + " field");
      }
      List<String> steps = new ArrayList<>(List.of(text.stringValue().split("/", -1)));
      steps.removeFirst();
      steps.replaceAll(step -> step.replace("~1", "/").replace("~0", "~"));
      return steps;
    }

    private JsonNode container(List<String> pointer) throws Inapplicable {
      JsonNode at = document;
      for (String step : pointer.subList(0, pointer.size() - 1)) {
        JsonNode next = child(at, step);
        if (next == null || !next.isContainer()) {
          throw new Inapplicable("doc is missing path: \"/" + String.join("/", pointer) + "\"");
        }
        at = next;
      }
      return at;
    }

    private static @Nullable JsonNode child(JsonNode container, String step) throws Inapplicable {
      return container instanceof ArrayNode array
          ? array.get(index(array, step, array.size() - 1))
          : container.get(step);
    }

    private static int index(ArrayNode array, String step, int max) throws Inapplicable {
      int index;
      try {
        index = Integer.parseInt(step);
      } catch (NumberFormatException e) {
        throw new Inapplicable("invalid array index: " + step);
      }
      int fromStart = index < 0 ? index + max + 1 : index;
      if (fromStart < 0 || fromStart > max || array.size() < 0) {
        throw new Inapplicable("Unable to access invalid index: " + index);
      }
      return fromStart;
    }

    /** Null for a missing object member. */
    private @Nullable JsonNode find(List<String> pointer) throws Inapplicable {
      return pointer.isEmpty() ? document : child(container(pointer), pointer.getLast());
    }

    private JsonNode present(List<String> pointer) throws Inapplicable {
      JsonNode found = find(pointer);
      if (found == null) {
        throw new Inapplicable("Unable to move nonexistent key: " + pointer.getLast());
      }
      return found;
    }

    private void add(List<String> pointer, JsonNode value) throws Inapplicable {
      if (pointer.isEmpty()) {
        document = value;
        return;
      }
      JsonNode container = container(pointer);
      String last = pointer.getLast();
      if (container instanceof ArrayNode array) {
        if (last.equals("-")) {
          array.add(value);
        } else {
          array.insert(index(array, last, array.size()), value);
        }
      } else {
        ((ObjectNode) container).set(last, value);
      }
    }

    private void remove(List<String> pointer) throws Inapplicable {
      if (pointer.isEmpty()) {
        document = JsonNodeFactory.instance.objectNode();
        return;
      }
      JsonNode container = container(pointer);
      String last = pointer.getLast();
      if (container instanceof ArrayNode array) {
        array.remove(index(array, last, array.size() - 1));
      } else if (((ObjectNode) container).remove(last) == null) {
        throw new Inapplicable("Unable to remove nonexistent key: " + last);
      }
    }

    private void replace(List<String> pointer, JsonNode value) throws Inapplicable {
      if (pointer.isEmpty()) {
        document = value;
        return;
      }
      JsonNode container = container(pointer);
      String last = pointer.getLast();
      if (container instanceof ArrayNode array) {
        array.set(index(array, last, array.size() - 1), value);
      } else {
        ((ObjectNode) container).set(last, value);
      }
    }

    private void test(List<String> pointer, JsonNode value) throws Inapplicable {
      JsonNode found = find(pointer);
      JsonNode actual = found == null ? NullNode.getInstance() : found;
      boolean same =
          actual.equals(
              (a, b) ->
                  a.isNumber() && b.isNumber()
                      ? a.decimalValue().compareTo(b.decimalValue())
                      : a.equals(b) ? 0 : 1,
              value);
      if (!same) {
        throw new Inapplicable("testing value /" + String.join("/", pointer) + " failed");
      }
    }
  }
}
