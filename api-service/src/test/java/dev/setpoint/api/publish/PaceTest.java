package dev.setpoint.api.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PaceTest {

  private static final long INTERVAL = Duration.ofMillis(25).toNanos();

  @Test
  void aFewStartAtOnceThenOneEachInterval() {
    Pace pace = new Pace(Duration.ofMillis(25), Long.MAX_VALUE - 10);
    long now = Long.MAX_VALUE - 10;
    for (int i = 0; i < 4; i++) {
      assertThat(pace.left(now)).isNotPositive();
      pace.started(now);
    }
    assertThat(pace.left(now)).isEqualTo(INTERVAL);
    pace.started(now + INTERVAL);
    assertThat(pace.left(now + INTERVAL)).isEqualTo(INTERVAL);
    assertThat(pace.left(now + 6 * INTERVAL)).isNotPositive();
  }

  @Property
  void neverMoreThanTheIntervalAllowsAndTheFirstFew(
      @ForAll @Size(max = 200) List<@IntRange(max = 100_000_000) Integer> arrivals) {
    Pace pace = new Pace(Duration.ofMillis(25), 0);
    long now = 0;
    int started = 0;
    for (int gap : arrivals) {
      now += gap;
      now += Math.max(0, pace.left(now));
      pace.started(now);
      started++;
      assertThat(started).isLessThanOrEqualTo((int) (now / INTERVAL) + 4);
    }
  }
}
