package dev.setpoint.api.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.api.storage.Change.Op;
import dev.setpoint.common.resource.ObjectKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class EventRingTest {

  @Property(tries = 300)
  void holdsEverythingAfterItsFloorInOrder(
      @ForAll @Size(max = 200) List<@IntRange(min = 1, max = 3) Integer> steps,
      @ForAll @IntRange(min = 1, max = 8) int minEvents,
      @ForAll @IntRange(min = 8, max = 40) int maxEvents,
      @ForAll @IntRange(min = 0, max = 30) int freshMillis,
      @ForAll @IntRange(min = 10, max = 2000) int maxBytes) {
    EventRing ring = new EventRing(minEvents, maxEvents, maxBytes, Duration.ofMillis(freshMillis));
    List<Long> added = new ArrayList<>();
    long revision = 0;
    for (int step : steps) {
      revision += step;
      added.add(revision);
      ring.add(event(revision), revision);
      assertThat(ring.size()).isLessThanOrEqualTo(maxEvents);
      assertThat(ring.capacity()).isBetween(minEvents, maxEvents);
      long floor = ring.floor();
      List<Long> expected = added.stream().filter(r -> r > floor).toList();
      assertThat(revisions(ring.after(floor))).isEqualTo(expected);
      long middle = (floor + revision) / 2;
      assertThat(revisions(ring.after(middle)))
          .isEqualTo(expected.stream().filter(r -> r > middle).toList());
    }
  }

  @Property(tries = 50)
  void growsWhileEventsAreFreshAndShrinksWhenTheyAreStale(
      @ForAll @IntRange(min = 100, max = 500) int burst) {
    EventRing ring = new EventRing(10, 1000, Long.MAX_VALUE, Duration.ofSeconds(75));
    for (int i = 1; i <= burst; i++) {
      ring.add(event(i), 0);
    }
    assertThat(ring.size()).isEqualTo(burst);
    int grown = ring.capacity();
    for (int i = burst + 1; i <= burst + 5000; i++) {
      ring.add(event(i), i * 60_000L);
    }
    assertThat(ring.capacity()).isLessThan(grown).isGreaterThanOrEqualTo(10);
  }

  private static CacheEvent event(long revision) {
    return new CacheEvent(
        Op.ADDED, new CachedObject(new ObjectKey("", "o"), revision, new byte[10]), null);
  }

  private static List<Long> revisions(List<CacheEvent> events) {
    return events.stream().map(CacheEvent::revision).toList();
  }
}
