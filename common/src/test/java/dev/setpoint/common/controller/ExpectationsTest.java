package dev.setpoint.common.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.resource.ObjectKey;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ExpectationsTest {

  private static final ObjectKey OWNER = new ObjectKey("ns", "owner");

  private final AtomicLong now = new AtomicLong();
  private final Expectations expectations = new Expectations(now::get);

  @Test
  void trustsTheCacheUntilSomethingWasDone() {
    assertThat(expectations.satisfied(OWNER)).isTrue();
    expectations.expectCreation(OWNER, "a");
    assertThat(expectations.satisfied(OWNER)).isFalse();
    assertThat(expectations.satisfied(new ObjectKey("ns", "other"))).isTrue();
  }

  @Test
  void anUnrelatedObjectFulfilsNothing() {
    expectations.expectCreation(OWNER, "a");
    expectations.creationSettled(OWNER, "b");
    assertThat(expectations.satisfied(OWNER)).isFalse();
    expectations.creationSettled(OWNER, "a");
    assertThat(expectations.satisfied(OWNER)).isTrue();
  }

  @Test
  void waitsForCreationsAndDeletionsAlike() {
    expectations.expectCreation(OWNER, "a");
    expectations.expectDeletions(OWNER, List.of("u1", "u2"));
    expectations.creationSettled(OWNER, "a");
    expectations.deletionSettled(OWNER, "u1");
    assertThat(expectations.satisfied(OWNER)).isFalse();
    expectations.deletionSettled(OWNER, "u2");
    assertThat(expectations.satisfied(OWNER)).isTrue();
  }

  @Test
  void givesUpAfterFiveMinutes() {
    expectations.expectCreation(OWNER, "a");
    now.addAndGet(Duration.ofMinutes(5).plusSeconds(1).toNanos());
    assertThat(expectations.satisfied(OWNER)).isTrue();
  }

  /** A controller over a cache that lags in any way never makes more than it wants. */
  @Property(tries = 500)
  void aLaggingCacheNeverDoublesACreation(
      @ForAll @IntRange(min = 0, max = 8) int wanted,
      @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 2) Integer> schedule) {
    Expectations property = new Expectations();
    Set<String> real = new HashSet<>();
    Set<String> cache = new HashSet<>();
    int next = 0;
    for (int step : schedule) {
      switch (step) {
        case 0 -> { // the controller looks
          if (property.satisfied(OWNER)) {
            for (int missing = wanted - cache.size(); missing > 0; missing--) {
              String name = "pod-" + next++;
              property.expectCreation(OWNER, name);
              real.add(name);
            }
          }
        }
        case 1 -> // the cache hears of one more
            real.stream()
                .filter(name -> !cache.contains(name))
                .findFirst()
                .ifPresent(
                    name -> {
                      cache.add(name);
                      property.creationSettled(OWNER, name);
                    });
        default -> // one disappears, and the cache hears of it at once
            cache.stream()
                .findFirst()
                .ifPresent(
                    name -> {
                      cache.remove(name);
                      real.remove(name);
                    });
      }
      assertThat(real.size()).isLessThanOrEqualTo(wanted);
    }
  }
}
