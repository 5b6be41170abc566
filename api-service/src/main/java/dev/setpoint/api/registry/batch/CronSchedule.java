package dev.setpoint.api.registry.batch;

import dev.setpoint.api.registry.GoFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks cron expressions in the words of the parser that Kubernetes uses (robfig/cron). */
final class CronSchedule {

  private static final Map<String, Integer> MONTHS =
      Map.ofEntries(
          Map.entry("jan", 1),
          Map.entry("feb", 2),
          Map.entry("mar", 3),
          Map.entry("apr", 4),
          Map.entry("may", 5),
          Map.entry("jun", 6),
          Map.entry("jul", 7),
          Map.entry("aug", 8),
          Map.entry("sep", 9),
          Map.entry("oct", 10),
          Map.entry("nov", 11),
          Map.entry("dec", 12));
  private static final Map<String, Integer> DAYS =
      Map.of("sun", 0, "mon", 1, "tue", 2, "wed", 3, "thu", 4, "fri", 5, "sat", 6);
  private static final List<Bounds> FIELDS =
      List.of(
          new Bounds(0, 59, Map.of()),
          new Bounds(0, 23, Map.of()),
          new Bounds(1, 31, Map.of()),
          new Bounds(1, 12, MONTHS),
          new Bounds(0, 6, DAYS));
  private static final List<String> DESCRIPTORS =
      List.of("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly");
  private static final String EVERY = "@every ";
  private static final Pattern DURATION_PART = Pattern.compile("([0-9]*\\.?[0-9]*)([^0-9.]*)");
  private static final List<String> UNITS = List.of("ns", "us", "µs", "μs", "ms", "s", "m", "h");

  private CronSchedule() {}

  private record Bounds(int min, int max, Map<String, Integer> names) {}

  private static final class Unreadable extends Exception {
    private final String why;

    Unreadable(String why) {
      super(why, null, false, false);
      this.why = why;
    }
  }

  /** Why an expression cannot be read; empty when it can. */
  static String problem(String schedule) {
    try {
      check(schedule);
      return "";
    } catch (Unreadable e) {
      return e.why;
    }
  }

  private static void check(String schedule) throws Unreadable {
    String spec = schedule;
    if (spec.startsWith("TZ=") || spec.startsWith("CRON_TZ=")) {
      int space = spec.indexOf(' ');
      String zone = spec.substring(spec.indexOf('=') + 1, space < 0 ? spec.length() : space);
      if (!zone.isEmpty() && !zone.equals("Local") && !CronJobRules.isKnown(zone)) {
        throw new Unreadable("provided bad location " + zone + ": unknown time zone " + zone);
      }
      spec = space < 0 ? "" : spec.substring(space).strip();
    }
    if (spec.startsWith("@")) {
      descriptor(spec);
      return;
    }
    String[] fields = spec.isBlank() ? new String[0] : spec.strip().split("\\s+");
    if (fields.length != FIELDS.size()) {
      throw new Unreadable(
          "expected exactly 5 fields, found "
              + fields.length
              + ": ["
              + String.join(" ", fields)
              + "]");
    }
    for (int i = 0; i < fields.length; i++) {
      for (String range : fields[i].split(",")) {
        if (!range.isEmpty()) {
          range(range, FIELDS.get(i));
        }
      }
    }
  }

  private static void range(String range, Bounds bounds) throws Unreadable {
    String[] parts = range.split("/", -1);
    String[] limits = parts[0].split("-", -1);
    long start;
    long end;
    if (limits[0].equals("*") || limits[0].equals("?")) {
      start = bounds.min();
      end = bounds.max();
    } else {
      start = number(limits[0], bounds.names());
      if (limits.length > 2) {
        throw new Unreadable("too many hyphens: " + range);
      }
      end = limits.length == 2 ? number(limits[1], bounds.names()) : start;
    }
    long step = 1;
    if (parts.length > 2) {
      throw new Unreadable("too many slashes: " + range);
    }
    if (parts.length == 2) {
      step = number(parts[1], Map.of());
      end = limits.length == 1 ? bounds.max() : end;
    }
    if (start < bounds.min()) {
      throw new Unreadable(
          "beginning of range (" + start + ") below minimum (" + bounds.min() + "): " + range);
    }
    if (end > bounds.max()) {
      throw new Unreadable(
          "end of range (" + end + ") above maximum (" + bounds.max() + "): " + range);
    }
    if (start > end) {
      throw new Unreadable(
          "beginning of range (" + start + ") beyond end of range (" + end + "): " + range);
    }
    if (step == 0) {
      throw new Unreadable("step of range should be a positive number: " + range);
    }
  }

  private static long number(String text, Map<String, Integer> names) throws Unreadable {
    Integer named = names.get(text.toLowerCase(Locale.ROOT));
    if (named != null) {
      return named;
    }
    if (!text.matches("[+-]?[0-9]{1,18}")) {
      throw new Unreadable(
          "failed to parse int from "
              + text
              + ": strconv.Atoi: parsing "
              + GoFormat.quote(text)
              + ": invalid syntax");
    }
    long number = Long.parseLong(text);
    if (number < 0) {
      throw new Unreadable("negative number (" + number + ") not allowed: " + text);
    }
    return number;
  }

  private static void descriptor(String descriptor) throws Unreadable {
    if (DESCRIPTORS.contains(descriptor)) {
      return;
    }
    if (!descriptor.startsWith(EVERY)) {
      throw new Unreadable("unrecognized descriptor: " + descriptor);
    }
    String problem = durationProblem(descriptor.substring(EVERY.length()));
    if (!problem.isEmpty()) {
      throw new Unreadable("failed to parse duration " + descriptor + ": " + problem);
    }
  }

  private static String durationProblem(String duration) {
    String quoted = GoFormat.quote(duration);
    String rest = duration.replaceFirst("^[+-]", "");
    if (rest.equals("0")) {
      return "";
    }
    if (rest.isEmpty()) {
      return "time: invalid duration " + quoted;
    }
    Matcher part = DURATION_PART.matcher(rest);
    for (int at = 0; at < rest.length(); at = part.end()) {
      if (!part.find(at) || part.start() != at || part.group(1).replace(".", "").isEmpty()) {
        return "time: invalid duration " + quoted;
      }
      String unit = part.group(2);
      if (unit.isEmpty()) {
        return "time: missing unit in duration " + quoted;
      }
      if (!UNITS.contains(unit)) {
        return "time: unknown unit " + GoFormat.quote(unit) + " in duration " + quoted;
      }
    }
    return "";
  }
}
