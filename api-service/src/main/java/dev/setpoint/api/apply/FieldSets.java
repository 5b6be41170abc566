package dev.setpoint.api.apply;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sets of field paths, in the form in which managedFields holds them (FieldsV1), so that no set is
 * ever parsed or written. A node is a member when it is empty or has an entry "."; its other
 * entries lead on. The root is never a member. Sets are not changed once they are made, and share
 * parts.
 */
final class FieldSets {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String SELF = ".";

  private FieldSets() {}

  static ObjectNode empty() {
    return NODES.objectNode();
  }

  static boolean isMember(ObjectNode node) {
    return node.isEmpty() || node.has(SELF);
  }

  /** What is below a node, whether or not it is a member; null when it leads nowhere. */
  static @Nullable ObjectNode below(ObjectNode set, String element) {
    ObjectNode node = child(set, element);
    return node == null || node.isEmpty() || (node.size() == 1 && node.has(SELF)) ? null : node;
  }

  static @Nullable ObjectNode child(ObjectNode set, String element) {
    return set.get(element) instanceof ObjectNode node ? node : null;
  }

  static boolean has(ObjectNode set, String element) {
    ObjectNode node = child(set, element);
    return node != null && isMember(node);
  }

  static ObjectNode union(ObjectNode a, ObjectNode b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.isEmpty() ? b : a;
    }
    ObjectNode out = NODES.objectNode();
    unionInto(out, a, b);
    return out;
  }

  private static void unionInto(ObjectNode out, ObjectNode a, ObjectNode b) {
    for (Map.Entry<String, JsonNode> entry : a.properties()) {
      String key = entry.getKey();
      if (!key.equals(SELF)) {
        ObjectNode x = (ObjectNode) entry.getValue();
        ObjectNode y = child(b, key);
        out.set(key, y == null ? x : unionOfNodes(x, y));
      }
    }
    for (Map.Entry<String, JsonNode> entry : b.properties()) {
      if (!entry.getKey().equals(SELF) && !a.has(entry.getKey())) {
        out.set(entry.getKey(), entry.getValue());
      }
    }
  }

  private static ObjectNode unionOfNodes(ObjectNode x, ObjectNode y) {
    ObjectNode out = NODES.objectNode();
    if (isMember(x) || isMember(y)) {
      out.putObject(SELF);
    }
    unionInto(out, x, y);
    return normal(out);
  }

  /** A member that leads nowhere is written without ".". */
  private static ObjectNode normal(ObjectNode node) {
    return node.size() == 1 && node.has(SELF) ? NODES.objectNode() : node;
  }

  /** What is in a, but not in b. */
  static ObjectNode difference(ObjectNode a, ObjectNode b) {
    return difference(a, b, false);
  }

  /** The same, without anything below what is in b either. */
  static ObjectNode recursiveDifference(ObjectNode a, ObjectNode b) {
    return difference(a, b, true);
  }

  private static ObjectNode difference(ObjectNode a, ObjectNode b, boolean recursive) {
    if (a.isEmpty() || b.isEmpty()) {
      return a;
    }
    ObjectNode out = NODES.objectNode();
    differenceInto(out, a, b, recursive);
    return out;
  }

  private static void differenceInto(
      ObjectNode out, ObjectNode a, ObjectNode b, boolean recursive) {
    for (Map.Entry<String, JsonNode> entry : a.properties()) {
      String key = entry.getKey();
      if (key.equals(SELF)) {
        continue;
      }
      ObjectNode x = (ObjectNode) entry.getValue();
      ObjectNode y = child(b, key);
      if (y == null) {
        out.set(key, x);
        continue;
      }
      if (recursive && isMember(y)) {
        continue;
      }
      ObjectNode rest = NODES.objectNode();
      if (isMember(x) && !isMember(y)) {
        rest.putObject(SELF);
      }
      differenceInto(rest, x, y, recursive);
      if (!rest.isEmpty()) {
        out.set(key, normal(rest));
      }
    }
  }

  static ObjectNode intersection(ObjectNode a, ObjectNode b) {
    ObjectNode out = NODES.objectNode();
    if (!a.isEmpty() && !b.isEmpty()) {
      intersectionInto(out, a, b);
    }
    return out;
  }

  private static void intersectionInto(ObjectNode out, ObjectNode a, ObjectNode b) {
    for (Map.Entry<String, JsonNode> entry : a.properties()) {
      String key = entry.getKey();
      ObjectNode y = key.equals(SELF) ? null : child(b, key);
      if (y == null) {
        continue;
      }
      ObjectNode x = (ObjectNode) entry.getValue();
      ObjectNode both = NODES.objectNode();
      if (isMember(x) && isMember(y)) {
        both.putObject(SELF);
      }
      intersectionInto(both, x, y);
      if (!both.isEmpty()) {
        out.set(key, normal(both));
      }
    }
  }

  /** Makes members of all struct fields on the way to a member. */
  static ObjectNode withNamedFields(ObjectNode set, Shape shape) {
    ObjectNode out = NODES.objectNode();
    for (Map.Entry<String, JsonNode> entry : set.properties()) {
      String key = entry.getKey();
      ObjectNode node = (ObjectNode) entry.getValue();
      if (key.equals(SELF) || node.isEmpty()) {
        out.set(key, node);
        continue;
      }
      boolean field = key.startsWith(PathElements.FIELD);
      String name = key.substring(PathElements.FIELD.length());
      ObjectNode below =
          withNamedFields(node, field ? Shape.child(shape, name) : Shape.item(shape));
      if (field && shape instanceof Shape.Struct struct && struct.field(name) != null) {
        below.putObject(SELF);
      }
      out.set(key, below);
    }
    return out;
  }

  /** Whether this could have been written by Kubernetes: objects all the way, known prefixes. */
  static boolean isWellFormed(JsonNode set) {
    if (!set.isObject()) {
      return false;
    }
    for (Map.Entry<String, JsonNode> entry : set.properties()) {
      String key = entry.getKey();
      if (!key.equals(SELF) && !PathElements.isWellFormed(key)) {
        return false;
      }
      if (!isWellFormed(entry.getValue())) {
        return false;
      }
    }
    return true;
  }
}
