package dev.setpoint.api.registry.core;

import dev.setpoint.api.schema.Quantity;
import tools.jackson.databind.JsonNode;

/** Reads quantities from trees that were type-checked when they were decoded. */
final class Quantities {

  private Quantities() {}

  /** Zero for a missing one. */
  static Quantity of(JsonNode node) {
    String text = node.stringValue("");
    if (text.isEmpty()) {
      return Quantity.ZERO;
    }
    try {
      return Quantity.parse(text);
    } catch (Quantity.FormatException e) {
      throw new IllegalArgumentException("A quantity was not checked when decoded: " + text, e);
    }
  }
}
