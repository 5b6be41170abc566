package dev.setpoint.controller.daemonset;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FailureBackoffTest {

  private final FailureBackoff backoff = new FailureBackoff();
  private Instant now = Instant.parse("2026-11-01T10:00:00Z");

  private Duration left() {
    return backoff.left("set", "n1", now);
  }

  @Test
  void eachFailureWaitsTwiceAsLongUpToAQuarterOfAnHour() {
    assertThat(left()).isZero();
    Duration wait = Duration.ofSeconds(1);
    for (int failure = 0; failure < 14; failure++) {
      backoff.replaced("set", "n1", now);
      assertThat(left()).isEqualTo(wait);
      now = now.plus(wait);
      assertThat(left()).isZero();
      wait = wait.multipliedBy(2);
      if (wait.compareTo(Duration.ofMinutes(15)) > 0) {
        wait = Duration.ofMinutes(15);
      }
    }
  }

  @Test
  void placesAreApartAndLongPeaceIsForgiven() {
    backoff.replaced("set", "n1", now);
    backoff.replaced("set", "n1", now);
    assertThat(backoff.left("set", "n2", now)).isZero();
    assertThat(backoff.left("other", "n1", now)).isZero();
    now = now.plus(Duration.ofMinutes(31));
    backoff.replaced("set", "n1", now);
    assertThat(left()).isEqualTo(Duration.ofSeconds(1));
  }
}
