package dev.setpoint.api.registry.core;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.common.resource.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Reads and checks quantities of trees that were type-checked when they were decoded. */
public final class Quantities {

  private Quantities() {}

  public static void nonNegative(Quantity amount, String path, FieldErrors errors) {
    if (amount.value().signum() < 0) {
      errors.invalid(path, amount.toString(), "must be greater than or equal to 0");
    }
  }

  static void positive(Quantity amount, String path, FieldErrors errors) {
    if (amount.value().signum() <= 0) {
      errors.invalid(path, amount.toString(), "must be greater than zero");
    }
  }

  /** Kubernetes' oldest check of an amount, which shows it rounded. */
  static void basic(Quantity amount, String path, FieldErrors errors) {
    if (amount.value().signum() < 0) {
      errors.invalid(
          path,
          amount.value().setScale(0, RoundingMode.CEILING).longValue(),
          "must be a valid resource quantity");
    }
  }

  /** An amount as Go shows a struct that was printed before. */
  static GoFormat.Verbatim shown(Quantity amount) {
    return new GoFormat.Verbatim(goText(amount, amount.toString()));
  }

  /**
   * A quantity as Go shows its struct.
   *
   * @param cached the text that Go's value carries once it was printed; else empty
   */
  public static String goText(Quantity amount, String cached) {
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
