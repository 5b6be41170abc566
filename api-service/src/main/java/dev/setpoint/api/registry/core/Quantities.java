package dev.setpoint.api.registry.core;

import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.schema.Quantity;
import java.math.BigDecimal;
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

  /**
   * A quantity as Go shows its struct.
   *
   * @param cached the text that Go's value carries once it was printed; else empty
   */
  static String goText(Quantity amount, String cached) {
    BigDecimal shown = cached.isEmpty() ? amount.value().stripTrailingZeros() : amount.value();
    return "resource.Quantity{i:resource.int64Amount{value:"
        + shown.unscaledValue()
        + ", scale:"
        + -shown.scale()
        + "}, d:resource.infDecAmount{Dec:(*inf.Dec)(nil)}, s:"
        + GoFormat.quote(cached)
        + ", Format:\""
        + switch (amount.notation()) {
          case DECIMAL -> "DecimalSI";
          case BINARY -> "BinarySI";
          case EXPONENT -> "DecimalExponent";
        }
        + "\"}";
  }
}
