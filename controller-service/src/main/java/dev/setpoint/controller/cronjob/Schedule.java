package dev.setpoint.controller.cronjob;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When something is due: five fields of a crontab, a macro, or {@code @every} with a duration, as
 * robfig/cron reads them.
 */
sealed interface Schedule {

  /** The next time after {@code from}; null if there is none within five years. */
  @Nullable ZonedDateTime next(ZonedDateTime from);

  Map<String, String> MACROS =
      Map.of(
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *",
          "@monthly", "0 0 1 * *",
          "@weekly", "0 0 * * 0",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@hourly", "0 * * * *");

  /** Throws IllegalArgumentException for what is no schedule. */
  static Schedule parse(String text) {
    String spec = text.strip();
    if (spec.startsWith("@every ")) {
      return new Every(GoDuration.parse(spec.substring("@every ".length()).strip()));
    }
    String[] fields = MACROS.getOrDefault(spec, spec).split("\\s+");
    if (fields.length != 5) {
      throw new IllegalArgumentException(
          "expected exactly 5 fields, found " + fields.length + ": " + text);
    }
    return new Fields(
        Field.parse(fields[0], 0, 59, List.of()),
        Field.parse(fields[1], 0, 23, List.of()),
        Field.parse(fields[2], 1, 31, List.of()),
        Field.parse(fields[3], 1, 12, Field.MONTHS),
        Field.parse(fields[4], 0, 7, Field.DAYS));
  }

  /** At a fixed distance from the last time. */
  record Every(Duration distance) implements Schedule {
    @Override
    public ZonedDateTime next(ZonedDateTime from) {
      return from.truncatedTo(ChronoUnit.SECONDS).plus(distance);
    }
  }

  /** The values that one field lets pass. */
  record Field(BitSet values, boolean open) {
    static final List<String> MONTHS =
        List.of(
            "", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

    static Field parse(String text, int least, int most, List<String> names) {
      BitSet values = new BitSet();
      boolean open = false;
      for (String part : text.split(",")) {
        String[] step = part.split("/", 2);
        boolean any = step[0].equals("*") || step[0].equals("?");
        String[] range = any ? new String[] {} : step[0].split("-", 2);
        int first = any ? least : value(range[0], names);
        int last = any ? most : range.length == 2 ? value(range[1], names) : first;
        int by = step.length == 2 ? Integer.parseInt(step[1]) : 1;
        if (step.length == 2 && range.length == 1) {
          last = most; // "5/15" is from 5 on
        }
        if (first < least || last > most || first > last || by < 1) {
          throw new IllegalArgumentException("out of range: " + part);
        }
        for (int i = first; i <= last; i += by) {
          values.set(i);
        }
        open |= any && by == 1;
      }
      if (names.equals(DAYS) && values.get(7)) {
        values.clear(7); // Sunday, too
        values.set(0);
      }
      return new Field(values, open);
    }

    private static int value(String text, List<String> names) {
      int named = text.isEmpty() ? -1 : names.indexOf(text.toLowerCase(Locale.ROOT));
      return named >= 0 ? named : Integer.parseInt(text);
    }

    boolean has(int value) {
      return values.get(value);
    }
  }

  /** Minute, hour, day of the month, month and day of the week. */
  record Fields(Field minute, Field hour, Field day, Field month, Field weekday)
      implements Schedule {

    @Override
    public @Nullable ZonedDateTime next(ZonedDateTime from) {
      ZonedDateTime at = from.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
      int lastYear = at.getYear() + 5;
      while (at.getYear() <= lastYear) {
        if (!month.has(at.getMonthValue())) {
          at = at.withDayOfMonth(1).truncatedTo(ChronoUnit.DAYS).plusMonths(1);
        } else if (!hasDay(at)) {
          at = at.truncatedTo(ChronoUnit.DAYS).plusDays(1);
        } else if (!hour.has(at.getHour())) {
          at = at.truncatedTo(ChronoUnit.HOURS).plusHours(1);
        } else if (!minute.has(at.getMinute())) {
          at = at.plusMinutes(1);
        } else {
          return at;
        }
      }
      return null;
    }

    /** Where both kinds of days are restricted, either will do. */
    private boolean hasDay(ZonedDateTime at) {
      boolean ofMonth = day.has(at.getDayOfMonth());
      boolean ofWeek = weekday.has(at.getDayOfWeek().getValue() % 7);
      return (day.open() || weekday.open()) ? ofMonth && ofWeek : ofMonth || ofWeek;
    }
  }
}
