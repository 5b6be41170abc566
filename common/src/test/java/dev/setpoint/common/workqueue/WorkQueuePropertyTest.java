package dev.setpoint.common.workqueue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Whatever the order of calls, every addition is worked on after it, and never by two at a time.
 */
class WorkQueuePropertyTest {

  enum Kind {
    ADD,
    ADD_LATER,
    RETRY,
    TAKE,
    DONE,
    PASS_TIME
  }

  record Step(Kind kind, int key) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(Arbitraries.of(Kind.values()), Arbitraries.integers().between(0, 3))
        .as(Step::new)
        .list()
        .ofMaxSize(80);
  }

  @Property(tries = 500)
  void noAdditionIsLostAndNoKeyIsHeldTwice(@ForAll("steps") List<Step> steps) {
    AtomicLong now = new AtomicLong();
    WorkQueue<Integer> queue = new WorkQueue<>(Backoff.DEFAULT, now::get);
    Set<Integer> held = new HashSet<>();
    Map<Integer, Integer> owed = new HashMap<>();
    for (Step step : steps) {
      switch (step.kind()) {
        case ADD -> {
          queue.add(step.key());
          owed.put(step.key(), 1);
        }
        case ADD_LATER -> {
          queue.addAfter(step.key(), Duration.ofMillis(step.key() * 10L));
          owed.put(step.key(), 1);
        }
        case RETRY -> {
          queue.addRateLimited(step.key());
          owed.put(step.key(), 1);
        }
        case TAKE -> {
          Integer key = queue.poll();
          if (key != null) {
            assertThat(held.add(key)).as("held twice").isTrue();
            owed.remove(key);
          }
        }
        case DONE -> {
          if (held.remove(step.key())) {
            queue.done(step.key());
          }
        }
        case PASS_TIME -> now.addAndGet(Duration.ofMillis(7).toNanos());
      }
    }
    new ArrayList<>(held).forEach(queue::done);
    now.addAndGet(Duration.ofHours(1).toNanos());
    Set<Integer> rest = new HashSet<>();
    for (Integer key = queue.poll(); key != null; key = queue.poll()) {
      assertThat(rest.add(key)).as("queued twice").isTrue();
    }
    assertThat(rest).containsAll(owed.keySet());
  }
}
