package dev.setpoint.agent.sync;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long a crashed container has to wait, as kubelet counts it: the first restart is immediate,
 * then 10 s doubling to 5 min; an instance that outlives 10 min clears the record.
 *
 * @param since when the last restart was made
 */
public record CrashBackoff(Duration delay, Instant since) {

  private static final Duration FIRST = Duration.ofSeconds(10);
  private static final Duration MOST = Duration.ofMinutes(5);
  private static final Duration FORGET = MOST.multipliedBy(2);

  /** When an instance that ended then may be started again. */
  static Instant retryAt(@Nullable CrashBackoff record, Instant ended) {
    return record == null || record.forgottenAt(ended) ? ended : ended.plus(record.delay);
  }

  /** The record after a restart at {@code now} of an instance that ended at {@code ended}. */
  static CrashBackoff next(@Nullable CrashBackoff record, Instant ended, Instant now) {
    if (record == null || record.forgottenAt(ended)) {
      return new CrashBackoff(FIRST, now);
    }
    Duration doubled = record.delay.multipliedBy(2);
    return new CrashBackoff(doubled.compareTo(MOST) > 0 ? MOST : doubled, now);
  }

  private boolean forgottenAt(Instant ended) {
    return Duration.between(since, ended).compareTo(FORGET) > 0;
  }
}
