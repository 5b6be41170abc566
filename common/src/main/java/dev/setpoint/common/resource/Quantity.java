package dev.setpoint.common.resource;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * A resource amount with the notation it keeps, in Kubernetes' grammar and canonical form
 * (k8s.io/apimachinery/pkg/api/resource): no fraction, the largest unit that leaves an integer.
 *
 * @param value at most nine digits after the point, at most 2^63-1
 */
public record Quantity(BigDecimal value, Notation notation) implements Comparable<Quantity> {

  /** Which units an amount is written with. */
  public enum Notation {
    /** {@code Ki}, {@code Mi}, … */
    BINARY,
    /** {@code n} … {@code m}, {@code k}, {@code M}, … */
    DECIMAL,
    /** {@code e3}. */
    EXPONENT
  }

  /** What is wrong with a text that is no quantity, in Kubernetes' words. */
  public static final class FormatException extends Exception {
    FormatException(String message) {
      super(message);
    }

    public String message() {
      return String.valueOf(getMessage());
    }
  }

  public static final Quantity ZERO = new Quantity(BigDecimal.ZERO, Notation.DECIMAL);

  private static final String GRAMMAR = "^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$";
  private static final Pattern PATTERN = Pattern.compile(GRAMMAR);
  private static final Pattern EXPONENT_SUFFIX = Pattern.compile("[eE][-+]?[0-9]+");
  private static final Map<String, Integer> DECIMAL_UNITS =
      Map.of("n", -9, "u", -6, "m", -3, "", 0, "k", 3, "M", 6, "G", 9, "T", 12, "P", 15, "E", 18);
  private static final Map<String, Integer> BINARY_UNITS =
      Map.of("Ki", 10, "Mi", 20, "Gi", 30, "Ti", 40, "Pi", 50, "Ei", 60);
  private static final String[] BINARY_NAMES = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
  private static final int NANO = 9;

  /** Far beyond any amount; arithmetic on longer numbers would take a request's time. */
  private static final int MAX_DIGITS = 1000;

  private static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE);
  private static final BigDecimal KIBI = BigDecimal.valueOf(1024);
  private static final BigInteger THOUSAND = BigInteger.valueOf(1000);

  public static Quantity parse(String text) throws FormatException {
    Matcher matcher = PATTERN.matcher(text);
    if (!matcher.matches()) {
      throw new FormatException("quantities must match the regular expression '" + GRAMMAR + "'");
    }
    String suffix = matcher.group(2);
    BigDecimal number = number(matcher.group(1));
    Notation notation;
    BigDecimal amount;
    if (BINARY_UNITS.containsKey(suffix)) {
      notation = Notation.BINARY;
      amount = number.multiply(BigDecimal.TWO.pow(BINARY_UNITS.get(suffix)));
    } else if (DECIMAL_UNITS.containsKey(suffix)) {
      notation = Notation.DECIMAL;
      amount = number.scaleByPowerOfTen(DECIMAL_UNITS.get(suffix));
    } else if (EXPONENT_SUFFIX.matcher(suffix).matches() && suffix.length() < 6) {
      notation = Notation.EXPONENT;
      amount = number.scaleByPowerOfTen(Integer.parseInt(suffix.substring(1)));
    } else {
      throw new FormatException("unable to parse quantity's suffix");
    }
    // Whoever asks for some of a resource gets some: amounts too fine are rounded away from zero.
    amount = amount.setScale(Math.min(Math.max(amount.scale(), 0), NANO), RoundingMode.UP);
    amount = amount.min(MAX).max(MAX.negate());
    if (notation == Notation.BINARY
        && amount.signum() > 0
        && amount.compareTo(BigDecimal.ONE) < 0) {
      notation = Notation.DECIMAL;
    }
    return new Quantity(amount, notation);
  }

  private static BigDecimal number(String digits) throws FormatException {
    if (digits.length() > MAX_DIGITS) {
      throw new FormatException("unable to parse numeric part of quantity");
    }
    try {
      return new BigDecimal(digits.endsWith(".") ? digits + "0" : digits);
    } catch (NumberFormatException e) {
      throw new FormatException("unable to parse numeric part of quantity");
    }
  }

  /** The amount that a field of a checked object holds; zero where it is missing. */
  public static Quantity of(JsonNode node) {
    String text = node.stringValue("");
    if (text.isEmpty()) {
      return ZERO;
    }
    try {
      return parse(text);
    } catch (FormatException e) {
      throw new IllegalArgumentException("A quantity was not checked when decoded: " + text, e);
    }
  }

  /** The sum, in the notation of this one unless it is nothing. */
  public Quantity plus(Quantity other) {
    return new Quantity(value.add(other.value), value.signum() == 0 ? other.notation : notation);
  }

  public Quantity minus(Quantity other) {
    return new Quantity(
        value.subtract(other.value), value.signum() == 0 ? other.notation : notation);
  }

  /** To thousandths, away from zero. */
  public Quantity roundedUpToMilli() {
    return new Quantity(value.setScale(3, RoundingMode.UP), notation);
  }

  public boolean isInteger() {
    return value.signum() == 0 || value.stripTrailingZeros().scale() <= 0;
  }

  @Override
  public int compareTo(Quantity other) {
    return value.compareTo(other.value);
  }

  /** The canonical form: what is stored and answered. */
  @Override
  public String toString() {
    if (value.signum() == 0) {
      return "0";
    }
    boolean binary = notation == Notation.BINARY && value.abs().compareTo(KIBI) >= 0;
    return binary ? binaryText() : decimalText();
  }

  private String binaryText() {
    BigInteger amount = value.setScale(0, RoundingMode.UP).toBigInteger();
    int unit = 0;
    while (unit < BINARY_NAMES.length - 1 && amount.getLowestSetBit() >= 10) {
      amount = amount.shiftRight(10);
      unit++;
    }
    return amount + BINARY_NAMES[unit];
  }

  private String decimalText() {
    BigInteger amount = value.scaleByPowerOfTen(NANO).toBigIntegerExact();
    int exponent = -NANO;
    while (amount.mod(THOUSAND).signum() == 0) {
      amount = amount.divide(THOUSAND);
      exponent += 3;
    }
    if (notation == Notation.EXPONENT) {
      return exponent == 0 ? amount.toString() : amount + "e" + exponent;
    }
    int power = exponent;
    return amount
        + DECIMAL_UNITS.entrySet().stream()
            .filter(e -> e.getValue() == power)
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow();
  }
}
