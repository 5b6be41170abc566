package dev.setpoint.common.events;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of an occurrence, by the rules of client-go's EventCorrelator: repeats raise
 * a count; more than ten alike within ten minutes are combined; an object gets 25 Events at once
 * and then one in five minutes. Used by one thread.
 */
final class Correlator {

  private static final int REMEMBERED = 4096;
  private static final int ALIKE = 10;
  private static final Duration ALIKE_WITHIN = Duration.ofMinutes(10);
  private static final double BURST = 25;
  private static final double REFILL_PER_SECOND = 1.0 / 300;

  private final Map<Occurrence.Identity, Written> written = lru();
  private final Map<Occurrence.Likeness, Alike> alike = lru();
  private final Map<Occurrence.Subject, Budget> budgets = lru();

  /** An Event that exists, and how often it has happened. */
  record Written(String name, int count, Instant first) {}

  /**
   * What to write.
   *
   * @param known the Event to count up, or null for a new one
   */
  record Decision(Occurrence occurrence, @Nullable Written known) {}

  private record Alike(Set<String> messages, Instant last) {}

  private record Budget(double left, Instant at) {}

  Optional<Decision> decide(Occurrence occurrence) {
    Occurrence combined = combine(occurrence);
    if (!spend(occurrence)) {
      return Optional.empty();
    }
    return Optional.of(new Decision(combined, written.get(combined.identity())));
  }

  void wrote(Occurrence occurrence, Written event) {
    written.put(occurrence.identity(), event);
  }

  /** The Event is gone (Events expire), so the next repeat must make a new one. */
  void forget(Occurrence occurrence) {
    written.remove(occurrence.identity());
  }

  private Occurrence combine(Occurrence occurrence) {
    Alike before = alike.get(occurrence.likeness());
    Set<String> messages =
        before == null || before.last().plus(ALIKE_WITHIN).isBefore(occurrence.time())
            ? new HashSet<>()
            : before.messages();
    if (messages.size() < ALIKE) {
      messages.add(occurrence.message());
    }
    alike.put(occurrence.likeness(), new Alike(messages, occurrence.time()));
    return messages.size() < ALIKE || messages.contains(occurrence.message())
        ? occurrence
        : occurrence.withMessage("(combined from similar events): " + occurrence.message());
  }

  private boolean spend(Occurrence occurrence) {
    Budget before =
        budgets.getOrDefault(occurrence.subject(), new Budget(BURST, occurrence.time()));
    double passed = Duration.between(before.at(), occurrence.time()).toMillis() / 1000.0;
    double left = Math.min(BURST, before.left() + Math.max(0, passed) * REFILL_PER_SECOND);
    boolean enough = left >= 1;
    budgets.put(occurrence.subject(), new Budget(enough ? left - 1 : left, occurrence.time()));
    return enough;
  }

  private static <K, V> Map<K, V> lru() {
    return new LinkedHashMap<>(64, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > REMEMBERED;
      }
    };
  }
}
