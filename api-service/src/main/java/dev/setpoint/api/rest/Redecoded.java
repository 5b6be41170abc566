package dev.setpoint.api.rest;

import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A PUT's object, whatever is stored. An attempt changes the tree it gets, so that a second one
 * needs a fresh decoding; the first, nearly always the only one, does not.
 */
final class Redecoded implements UnaryOperator<ObjectNode> {

  private @Nullable ObjectNode first;
  private final Supplier<ObjectNode> again;

  Redecoded(ObjectNode first, Supplier<ObjectNode> again) {
    this.first = first;
    this.again = again;
  }

  @Override
  public ObjectNode apply(ObjectNode stored) {
    ObjectNode decoded = first;
    first = null;
    return decoded == null ? again.get() : decoded;
  }
}
