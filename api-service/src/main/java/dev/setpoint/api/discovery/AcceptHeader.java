package dev.setpoint.api.discovery;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The media types a client accepts, best first; parameters count in any order. */
public final class AcceptHeader {

  private final List<Range> ranges;

  private AcceptHeader(List<Range> ranges) {
    this.ranges = ranges;
  }

  /**
   * One clause.
   *
   * @param type for example {@code application/json}, lower case
   * @param parameters without q
   */
  public record Range(String type, Map<String, String> parameters, double quality) {

    public boolean matches(String offered) {
      return type.equals("*/*")
          || type.equals(offered)
          || (type.endsWith("/*") && offered.startsWith(type.substring(0, type.length() - 1)));
    }

    public String parameter(String name) {
      return parameters.getOrDefault(name, "");
    }
  }

  /** An absent or empty header accepts everything. */
  public static AcceptHeader parse(@Nullable String header) {
    List<Range> ranges = new ArrayList<>();
    for (String clause : (header == null || header.isBlank() ? "*/*" : header).split(",")) {
      if (!clause.isBlank()) {
        ranges.add(range(clause));
      }
    }
    ranges.sort(Comparator.comparingDouble(Range::quality).reversed());
    return new AcceptHeader(List.copyOf(ranges));
  }

  public List<Range> ranges() {
    return ranges;
  }

  /** Whether the plain type, without parameters of its own, is among what is accepted. */
  public boolean accepts(String offered) {
    return ranges.stream()
        .anyMatch(r -> r.matches(offered) && r.parameter("as").isEmpty() && r.quality() > 0);
  }

  /** Whether the type is among what is accepted, with any parameters. */
  boolean acceptsType(String offered) {
    return ranges.stream().anyMatch(r -> r.matches(offered) && r.quality() > 0);
  }

  private static Range range(String clause) {
    String[] parts = clause.split(";");
    Map<String, String> parameters = new HashMap<>();
    double quality = 1;
    for (int i = 1; i < parts.length; i++) {
      String[] pair = parts[i].strip().split("=", 2);
      String name = pair[0].strip().toLowerCase(Locale.ROOT);
      String value = pair.length < 2 ? "" : pair[1].strip().replaceAll("^\"|\"$", "");
      if (name.equals("q")) {
        quality = quality(value);
      } else {
        parameters.put(name, value);
      }
    }
    return new Range(parts[0].strip().toLowerCase(Locale.ROOT), Map.copyOf(parameters), quality);
  }

  private static double quality(String value) {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      return 1;
    }
  }
}
