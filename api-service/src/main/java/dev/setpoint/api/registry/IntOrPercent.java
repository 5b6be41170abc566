package dev.setpoint.api.registry;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Checks of values that are a count or a share, such as {@code 3} or {@code 25%}. */
public final class IntOrPercent {

  private static final Pattern PERCENT = Pattern.compile("[0-9]+%");

  private IntOrPercent() {}

  public static void notNegative(JsonNode value, String path, FieldErrors errors) {
    if (!value.isString()) {
      errors.nonNegative(path, value.intValue(0));
    } else if (!PERCENT.matcher(value.stringValue()).matches()) {
      errors.invalid(
          path,
          GoFormat.intOrString(value),
          "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%', "
              + " or '93%', regex used for validation is '[0-9]+%')");
    }
  }

  /** A share may not be of more than there is. */
  public static void atMostWhole(JsonNode value, String path, FieldErrors errors) {
    Integer percent = percent(value);
    if (percent != null && percent > 100) {
      errors.invalid(path, GoFormat.intOrString(value), "must not be greater than 100%");
    }
  }

  /** The bare number, of either form; zero for one that is neither. */
  public static int amount(JsonNode value) {
    Integer percent = percent(value);
    return percent == null ? value.intValue(0) : percent;
  }

  private static @Nullable Integer percent(JsonNode value) {
    String text = value.stringValue("");
    return PERCENT.matcher(text).matches() && text.length() < 9
        ? Integer.valueOf(text.substring(0, text.length() - 1))
        : null;
  }
}
