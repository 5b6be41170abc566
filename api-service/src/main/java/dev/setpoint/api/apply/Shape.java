package dev.setpoint.api.apply;

import dev.setpoint.api.schema.TypeSchema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** How a value takes part in merging: as one value, or field by field, or item by item. */
sealed interface Shape {

  /** A single value; ANY is one whatever its form. */
  enum Scalar implements Shape {
    STRING,
    NUMBER,
    BOOL,
    UNTYPED,
    ANY
  }

  /** An object with known fields. */
  final class Struct implements Shape {
    private final Shapes shapes;
    private final TypeSchema type;
    private final boolean atomic;
    private volatile @Nullable Map<String, Shape> fields;

    Struct(Shapes shapes, TypeSchema type, boolean atomic) {
      this.shapes = shapes;
      this.type = type;
      this.atomic = atomic;
    }

    boolean isAtomic() {
      return atomic;
    }

    boolean isObjectMeta() {
      return type.name().endsWith(".ObjectMeta");
    }

    /** Null for a field that the type does not have. */
    @Nullable Shape field(String name) {
      Map<String, Shape> known = fields;
      if (known == null) {
        known = shapes.fields(type);
        fields = known;
      }
      return known.get(name);
    }
  }

  /** An object with free keys. */
  record MapOf(Shape value, boolean atomic) implements Shape {}

  /** A list that is one value. */
  record AtomicList(Shape element) implements Shape {}

  /** A list of distinct scalars. */
  record SetOf(Shape element) implements Shape {}

  /**
   * A list of objects told apart by some of their fields.
   *
   * @param keys in the order of their names
   */
  record KeyedList(List<Key> keys, Shape element) implements Shape {}

  /**
   * A field that tells items apart.
   *
   * @param fallback what an item without the field counts as having; null when it must have it
   */
  record Key(String name, @Nullable JsonNode fallback) {}

  /** What is below a field that no schema knows: objects by field, the rest as one value. */
  enum Unknown implements Shape {
    UNKNOWN
  }

  /** The shape of what stands under a key of an object. */
  static Shape child(Shape shape, String key) {
    return switch (shape) {
      case Struct struct -> {
        Shape field = struct.field(key);
        yield field == null ? Unknown.UNKNOWN : field;
      }
      case MapOf map -> map.value();
      case Scalar s -> Unknown.UNKNOWN;
      case AtomicList l -> Unknown.UNKNOWN;
      case SetOf s -> Unknown.UNKNOWN;
      case KeyedList l -> Unknown.UNKNOWN;
      case Unknown u -> Unknown.UNKNOWN;
    };
  }

  /** The shape of a list's items. */
  static Shape item(Shape shape) {
    return switch (shape) {
      case AtomicList list -> list.element();
      case SetOf set -> set.element();
      case KeyedList list -> list.element();
      case Struct s -> Unknown.UNKNOWN;
      case MapOf m -> Unknown.UNKNOWN;
      case Scalar s -> Unknown.UNKNOWN;
      case Unknown u -> Unknown.UNKNOWN;
    };
  }

  /** How values of a shape are told apart and merged. */
  enum Form {
    LEAF,
    OBJECT,
    LIST
  }

  /** An unknown value's form depends on what it is. */
  static Form form(Shape shape, @Nullable JsonNode one, @Nullable JsonNode other) {
    return switch (shape) {
      case Struct struct -> struct.isAtomic() ? Form.LEAF : Form.OBJECT;
      case MapOf map -> map.atomic() ? Form.LEAF : Form.OBJECT;
      case SetOf set -> Form.LIST;
      case KeyedList list -> Form.LIST;
      case AtomicList list -> Form.LEAF;
      case Scalar scalar -> Form.LEAF;
      case Unknown unknown ->
          (one != null && one.isObject()) || (other != null && other.isObject())
              ? Form.OBJECT
              : Form.LEAF;
    };
  }
}
