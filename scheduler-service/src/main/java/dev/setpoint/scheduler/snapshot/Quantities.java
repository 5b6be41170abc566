package dev.setpoint.scheduler.snapshot;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Quantities as whole numbers, rounded up as resource.Quantity's Value and MilliValue do. */
final class Quantities {

  private static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE);

  private Quantities() {}

  static long value(Quantity quantity) {
    return ceiling(Quantity.getAmountInBytes(quantity));
  }

  static long milliValue(Quantity quantity) {
    return ceiling(Quantity.getAmountInBytes(quantity).movePointRight(3));
  }

  private static long ceiling(BigDecimal amount) {
    return amount.setScale(0, RoundingMode.CEILING).min(MAX).longValue();
  }
}
