package dev.setpoint.api.registry.batch;

import dev.setpoint.api.registry.GoFormat;
import java.util.ArrayList;
import java.util.List;

/** Lists of completion indexes such as {@code 0-2,5}. */
final class Indexes {

  private Indexes() {}

  record Interval(int first, int last) {}

  /**
   * A list as read.
   *
   * @param problem why it cannot be read; empty when it can
   */
  record Parsed(List<Interval> intervals, String problem) {
    int count() {
      return intervals.stream().mapToInt(i -> i.last() - i.first() + 1).sum();
    }
  }

  static Parsed parse(String text, int completions) {
    List<Interval> intervals = new ArrayList<>();
    if (text.isEmpty()) {
      return new Parsed(List.of(), "");
    }
    for (String part : text.split(",", -1)) {
      try {
        Interval interval = interval(part, completions);
        if (!intervals.isEmpty() && intervals.getLast().last() >= interval.first()) {
          throw new Unreadable(notIncreasing(intervals.getLast().last(), interval.first()));
        }
        intervals.add(interval);
      } catch (Unreadable e) {
        return new Parsed(List.of(), e.why);
      }
    }
    return new Parsed(List.copyOf(intervals), "");
  }

  /** The first index that both lists name; -1 for none. What cannot be read is passed over. */
  static int overlap(String left, String right, int completions) {
    List<Interval> a = readable(left, completions);
    List<Interval> b = readable(right, completions);
    int i = 0;
    int j = 0;
    while (i < a.size() && j < b.size()) {
      Interval x = a.get(i);
      Interval y = b.get(j);
      if (x.first() <= y.last() && y.first() <= x.last()) {
        return Math.max(x.first(), y.first());
      }
      if (x.first() <= y.first()) {
        i++;
      } else {
        j++;
      }
    }
    return -1;
  }

  private static List<Interval> readable(String text, int completions) {
    List<Interval> intervals = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      try {
        intervals.add(interval(part, completions));
      } catch (Unreadable e) {
        continue;
      }
    }
    return intervals;
  }

  private static Interval interval(String text, int completions) throws Unreadable {
    String[] limits = text.split("-", -1);
    if (limits.length > 2) {
      throw new Unreadable(
          "the fragment "
              + GoFormat.quote(text)
              + " violates the requirement that an index interval can have at most two parts"
              + " separated by '-'");
    }
    int first = index(limits[0], completions);
    if (limits.length == 1) {
      return new Interval(first, first);
    }
    int last = index(limits[1], completions);
    if (first >= last) {
      throw new Unreadable(notIncreasing(first, last));
    }
    return new Interval(first, last);
  }

  private static int index(String text, int completions) throws Unreadable {
    if (!text.matches("[+-]?[0-9]{1,18}")) {
      throw new Unreadable("cannot convert string to integer for index: " + GoFormat.quote(text));
    }
    long index = Long.parseLong(text);
    if (index >= completions) {
      throw new Unreadable("too large index: " + GoFormat.quote(text));
    }
    return (int) index;
  }

  private static String notIncreasing(int previous, int current) {
    return "non-increasing order, previous: " + previous + ", current: " + current;
  }

  private static final class Unreadable extends Exception {
    private final String why;

    Unreadable(String why) {
      super(why, null, false, false);
      this.why = why;
    }
  }
}
