package dev.setpoint.controller.podautoscaler;

import dev.setpoint.common.resource.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Quantities and thousandths. */
final class Amounts {

  private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

  private Amounts() {}

  /** Rounded up. */
  static long milli(io.fabric8.kubernetes.api.model.Quantity quantity) {
    return milli(quantity.toString());
  }

  static long milli(String quantity) {
    try {
      return milli(Quantity.parse(quantity).value());
    } catch (Quantity.FormatException e) {
      throw new IllegalArgumentException("the API let pass a quantity " + quantity, e);
    }
  }

  static long milli(BigDecimal value) {
    return value.movePointRight(3).setScale(0, RoundingMode.CEILING).min(MOST).longValue();
  }

  static String text(long milli) {
    return new Quantity(BigDecimal.valueOf(milli, 3), Quantity.Notation.DECIMAL).toString();
  }
}
