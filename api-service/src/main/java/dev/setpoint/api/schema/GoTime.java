package dev.setpoint.api.schema;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as Kubernetes reads and writes them: metav1.Time in seconds, MicroTime in microseconds. */
public final class GoTime {

  private static final String SECONDS_LAYOUT = "2006-01-02T15:04:05Z07:00";
  private static final String MICROS_LAYOUT = "2006-01-02T15:04:05.000000Z07:00";
  private static final Pattern SHAPE =
      Pattern.compile(
          "(\\d{4})(?:(-)(\\d{2})(?:(-)(\\d{2})(?:(T)(\\d{2})(?:(:)(\\d{2})(?:(:)(\\d{2})"
              + "(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})?)?)?)?)?)?");
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private GoTime() {}

  /** Thrown with Go's words on a text that is no such time. */
  static final class ParseException extends Exception {
    ParseException(String message) {
      super(message);
    }
  }

  public static String seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  public static String micros(Instant time) {
    return MICROS.format(time);
  }

  /** The form in which a time is stored. */
  static String canonical(String text, boolean micro) throws ParseException {
    Instant time = parse(text, micro);
    return micro ? micros(time) : seconds(time);
  }

  private static Instant parse(String text, boolean micro) throws ParseException {
    String layout = micro ? MICROS_LAYOUT : SECONDS_LAYOUT;
    Matcher shape = SHAPE.matcher(text);
    if (!shape.lookingAt()) {
      throw failure(text, layout, text, "2006");
    }
    String[] wanted = {
      "2006", "-", "01", "-", "02", "T", "15", ":", "04", ":", "05", ".000000", "Z07:00"
    };
    int end = shape.end(1);
    for (int group = 2; group <= 13; group++) {
      if (group == 12) {
        String fraction = shape.group(12);
        if (micro && (fraction == null || fraction.length() < 7)) {
          throw failure(text, layout, text.substring(end), ".000000");
        }
        if (micro && fraction != null && fraction.length() > 7) {
          throw failure(text, layout, text.substring(end + 7), "Z07:00");
        }
      } else if (shape.group(group) == null) {
        throw failure(text, layout, text.substring(end), wanted[group - 1]);
      }
      end = shape.group(group) == null ? end : shape.end(group);
    }
    if (end < text.length()) {
      throw new ParseException(
          "parsing time " + quoted(text) + ": extra text: " + quoted(text.substring(end)));
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new ParseException("parsing time " + quoted(text) + ": " + outOfRange(shape));
    }
  }

  private static String outOfRange(Matcher shape) {
    int month = Integer.parseInt(shape.group(3));
    if (month < 1 || month > 12) {
      return "month out of range";
    }
    if (Integer.parseInt(shape.group(7)) > 23) {
      return "hour out of range";
    }
    if (Integer.parseInt(shape.group(9)) > 59) {
      return "minute out of range";
    }
    if (Integer.parseInt(shape.group(11)) > 59) {
      return "second out of range";
    }
    return "day out of range";
  }

  private static ParseException failure(String text, String layout, String rest, String wanted) {
    return new ParseException(
        "parsing time "
            + quoted(text)
            + " as "
            + quoted(layout)
            + ": cannot parse "
            + quoted(rest)
            + " as "
            + quoted(wanted));
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
