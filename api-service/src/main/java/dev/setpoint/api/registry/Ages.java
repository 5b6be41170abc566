package dev.setpoint.api.registry;

import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/** Ages in kubectl's short form (k8s.io/apimachinery/pkg/util/duration.HumanDuration). */
public final class Ages {

  private Ages() {}

  static Object sinceCreation(ObjectNode object, Instant now) {
    return since(object.path("metadata").path("creationTimestamp").asString(""), now);
  }

  /** The age of an RFC 3339 time; {@code <unknown>} for an empty one. */
  public static String since(String timestamp, Instant now) {
    return timestamp.isEmpty()
        ? "<unknown>"
        : human(Duration.between(Instant.parse(timestamp), now));
  }

  /** Two significant units at most: {@code 42s}, {@code 3m12s}, {@code 47h}, {@code 2y11d}. */
  public static String human(Duration age) {
    long seconds = age.toSeconds();
    if (seconds < -1) {
      return "<invalid>";
    }
    if (seconds < 0) {
      return "0s";
    }
    if (seconds < 120) {
      return seconds + "s";
    }
    long minutes = seconds / 60;
    if (minutes < 10) {
      return pair(minutes, "m", seconds % 60, "s");
    }
    if (minutes < 180) {
      return minutes + "m";
    }
    long hours = seconds / 3600;
    if (hours < 8) {
      return pair(hours, "h", minutes % 60, "m");
    }
    if (hours < 48) {
      return hours + "h";
    }
    long days = hours / 24;
    if (hours < 192) {
      return pair(days, "d", hours % 24, "h");
    }
    if (days < 365 * 2) {
      return days + "d";
    }
    long years = days / 365;
    return days < 365 * 8 ? pair(years, "y", days % 365, "d") : years + "y";
  }

  private static String pair(long big, String bigUnit, long small, String smallUnit) {
    return big + bigUnit + (small == 0 ? "" : small + smallUnit);
  }
}
