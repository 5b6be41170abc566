package dev.setpoint.api.apply;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Lays what is applied over what is there (structured-merge-diff's typed/merge.go). */
final class ObjectMerge {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private ObjectMerge() {}

  /** Parts of the result are parts of the arguments. */
  static ObjectNode merge(Shape shape, ObjectNode live, ObjectNode applied) {
    return value(shape, live, applied) instanceof ObjectNode object ? object : NODES.objectNode();
  }

  private static @Nullable JsonNode value(
      Shape shape, @Nullable JsonNode live, @Nullable JsonNode applied) {
    if (live == null || applied == null) {
      return live == null ? applied : live;
    }
    Shape.Form form = Shape.form(shape, live, applied);
    boolean bare =
        (!live.isContainer() || live.isEmpty()) && (!applied.isContainer() || applied.isEmpty());
    if (form == Shape.Form.LEAF || bare) {
      return applied;
    }
    return form == Shape.Form.OBJECT ? fields(shape, live, applied) : items(shape, live, applied);
  }

  private static JsonNode fields(Shape shape, JsonNode live, JsonNode applied) {
    ObjectNode out = NODES.objectNode();
    for (Map.Entry<String, JsonNode> entry : live.properties()) {
      JsonNode merged =
          value(Shape.child(shape, entry.getKey()), entry.getValue(), applied.get(entry.getKey()));
      if (merged != null) {
        out.set(entry.getKey(), merged);
      }
    }
    for (Map.Entry<String, JsonNode> entry : applied.properties()) {
      if (!live.has(entry.getKey())) {
        out.set(entry.getKey(), entry.getValue());
      }
    }
    return out;
  }

  /**
   * Shared items stand in the order of what is applied; the others keep their place among their
   * neighbours.
   */
  private static JsonNode items(Shape shape, JsonNode live, JsonNode applied) {
    ArrayNode left = live instanceof ArrayNode list ? list : NODES.arrayNode();
    ArrayNode right = applied instanceof ArrayNode list ? list : NODES.arrayNode();
    Set<String> twice = new HashSet<>();
    List<@Nullable String> lefts = PathElements.items(shape, left, twice);
    List<@Nullable String> rights = PathElements.items(shape, right, new HashSet<>());
    Map<String, JsonNode> byLeft = new HashMap<>();
    for (int i = 0; i < lefts.size(); i++) {
      String element = lefts.get(i);
      if (element != null && !twice.contains(element)) {
        byLeft.put(element, left.path(i));
      }
    }
    Set<@Nullable String> inLeft = new HashSet<>(lefts);
    Set<@Nullable String> inRight = new HashSet<>(rights);
    Deque<String> shared = new ArrayDeque<>();
    for (String element : rights) {
      if (element != null && inLeft.contains(element)) {
        shared.add(element);
      }
    }
    String next = shared.poll();
    Set<@Nullable String> done = new HashSet<>();
    ArrayNode out = NODES.arrayNode();
    int l = 0;
    int r = 0;
    while (l < lefts.size() || r < rights.size()) {
      if (l < lefts.size() && r < rights.size()) {
        String element = lefts.get(l);
        if (element != null && element.equals(rights.get(r))) {
          done.add(element);
          add(out, value(Shape.item(shape), byLeft.get(element), right.path(r)));
          l++;
          r++;
          next = shared.poll();
          continue;
        }
        if (element != null && inRight.contains(element) && !element.equals(next) && next != null) {
          l++;
          continue;
        }
      }
      if (l < lefts.size()) {
        String element = lefts.get(l);
        if (element == null || !inRight.contains(element)) {
          out.add(left.path(l));
          l++;
          continue;
        }
        if (done.contains(element)) {
          l++;
        }
      }
      if (r < rights.size()) {
        String element = rights.get(r);
        done.add(element);
        JsonNode there = element == null ? null : byLeft.get(element);
        add(out, value(Shape.item(shape), there, right.path(r)));
        r++;
        if (next != null && next.equals(element)) {
          next = shared.poll();
        }
      }
    }
    return out;
  }

  private static void add(ArrayNode out, @Nullable JsonNode item) {
    if (item != null) {
      out.add(item);
    }
  }
}
