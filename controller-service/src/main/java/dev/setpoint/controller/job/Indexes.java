package dev.setpoint.controller.job;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A set of completion indexes, written as a Job's status does: {@code 0-2,4}. */
final class Indexes {

  private final BitSet bits;

  private Indexes(BitSet bits) {
    this.bits = bits;
  }

  static Indexes none() {
    return new Indexes(new BitSet());
  }

  /** Reads the text of a status; what lies beyond {@code completions} counts no more. */
  static Indexes parse(@Nullable String text, int completions) {
    BitSet bits = new BitSet();
    if (text != null && !text.isEmpty()) {
      for (String range : text.split(",")) {
        int dash = range.indexOf('-');
        int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
        int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1));
        bits.set(first, Math.max(first, Math.min(last + 1, completions)));
      }
    }
    bits.clear(completions, Math.max(completions, bits.length()));
    return new Indexes(bits);
  }

  Indexes with(int index) {
    BitSet more = (BitSet) bits.clone();
    more.set(index);
    return new Indexes(more);
  }

  boolean contains(int index) {
    return index >= 0 && bits.get(index);
  }

  int size() {
    return bits.cardinality();
  }

  int common(Indexes other) {
    BitSet both = (BitSet) bits.clone();
    both.and(other.bits);
    return both.cardinality();
  }

  /** The smallest numbers below {@code end} that are in none of the sets. */
  static List<Integer> firstMissing(int count, int end, Indexes... taken) {
    BitSet all = new BitSet();
    for (Indexes each : taken) {
      all.or(each.bits);
    }
    List<Integer> free = new ArrayList<>();
    for (int i = all.nextClearBit(0); free.size() < count && i < end; i = all.nextClearBit(i + 1)) {
      free.add(i);
    }
    return free;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int first = bits.nextSetBit(0); first >= 0; ) {
      int end = bits.nextClearBit(first);
      text.append(text.isEmpty() ? "" : ",").append(first);
      if (end - first > 1) {
        text.append(end - first == 2 ? "," : "-").append(end - 1);
      }
      first = bits.nextSetBit(end);
    }
    return text.toString();
  }
}
