package dev.setpoint.api.apply;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Where a walk stands, and the node of a set that is being made for that place, once needed. */
final class Trail {

  private final @Nullable Trail parent;
  private final String element;
  private @Nullable ObjectNode node;
  private boolean marked;

  private Trail(@Nullable Trail parent, String element, @Nullable ObjectNode node) {
    this.parent = parent;
    this.element = element;
    this.node = node;
  }

  static Trail into(ObjectNode set) {
    return new Trail(null, "", set);
  }

  Trail at(String next) {
    return new Trail(this, next, null);
  }

  /** Makes this place a member of the set. */
  void mark() {
    if (parent == null || marked) {
      return;
    }
    marked = true;
    ObjectNode own = node();
    if (!own.isEmpty()) {
      own.putObject(".");
    }
  }

  private ObjectNode node() {
    ObjectNode own = node;
    if (own == null) {
      Trail above = java.util.Objects.requireNonNull(parent);
      ObjectNode upper = above.node();
      if (above.marked && upper.isEmpty()) {
        upper.putObject(".");
      }
      own = upper.get(element) instanceof ObjectNode there ? there : upper.putObject(element);
      node = own;
    }
    return own;
  }
}
