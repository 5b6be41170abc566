package dev.setpoint.api.rest;

import dev.setpoint.common.error.ApiException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Query parameters, read as Go's url.Values and the API's option conversions read them. */
public final class Query {

  private static final Query EMPTY = new Query(Map.of());

  private final Map<String, List<String>> values;

  private Query(Map<String, List<String>> values) {
    this.values = values;
  }

  public static Query parse(@Nullable String raw) {
    if (raw == null || raw.isEmpty()) {
      return EMPTY;
    }
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String pair : raw.split("&", -1)) {
      // Go drops pairs with a semicolon or a broken escape.
      if (pair.isEmpty() || pair.indexOf(';') >= 0) {
        continue;
      }
      int equals = pair.indexOf('=');
      try {
        String key = decode(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
        values.computeIfAbsent(key, k -> new ArrayList<>(1)).add(value);
      } catch (IllegalArgumentException e) {
        continue;
      }
    }
    return new Query(values);
  }

  private static String decode(String text) {
    return text.indexOf('%') < 0 && text.indexOf('+') < 0
        ? text
        : URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  public boolean has(String key) {
    return values.containsKey(key);
  }

  /** The first value, or null when the parameter is absent. */
  public @Nullable String first(String key) {
    List<String> all = values.get(key);
    return all == null ? null : all.getFirst();
  }

  public String text(String key) {
    String value = first(key);
    return value == null ? "" : value;
  }

  public List<String> all(String key) {
    return values.getOrDefault(key, List.of());
  }

  /** Present and neither {@code false} nor {@code 0} is true, whatever else it says. */
  public boolean flag(String key) {
    String value = first(key);
    return value != null && !value.equals("0") && !value.equalsIgnoreCase("false");
  }

  /** Null when absent; 400 in strconv's words when it is no integer. */
  public @Nullable Long integer(String key) {
    String value = first(key);
    if (value == null) {
      return null;
    }
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      boolean digits = value.matches("[+-]?[0-9]+");
      throw ApiException.badRequest(
          "strconv.ParseInt: parsing "
              + GoText.quote(value)
              + (digits ? ": value out of range" : ": invalid syntax"));
    }
  }
}
