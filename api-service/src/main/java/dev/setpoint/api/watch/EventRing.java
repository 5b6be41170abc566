package dev.setpoint.api.watch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The recent events of one type, in revision order. Grows while what it would drop is still fresh,
 * shrinks when most of it is stale; what is dropped raises the floor. Not thread-safe.
 */
final class EventRing {

  private record Slot(CacheEvent event, long atMillis) {}

  private final int minEvents;
  private final int maxEvents;
  private final long maxBytes;
  private final long freshMillis;

  private @Nullable Slot[] slots;
  private int first;
  private int count;
  private long bytes;
  private long floor;

  EventRing(int minEvents, int maxEvents, long maxBytes, Duration keepFresh) {
    this.minEvents = Math.max(1, minEvents);
    this.maxEvents = Math.max(this.minEvents, maxEvents);
    this.maxBytes = maxBytes;
    this.freshMillis = keepFresh.toMillis();
    this.slots = new Slot[this.minEvents];
  }

  /** Every event after this revision is held. */
  long floor() {
    return floor;
  }

  int size() {
    return count;
  }

  int capacity() {
    return slots.length;
  }

  /** Forgets all; events after {@code newFloor} will follow. */
  void reset(long newFloor) {
    slots = new Slot[minEvents];
    first = 0;
    count = 0;
    bytes = 0;
    floor = newFloor;
  }

  /** Revisions must rise. */
  void add(CacheEvent event, long nowMillis) {
    if (count == slots.length) {
      resize(nowMillis);
    }
    if (count == slots.length) {
      dropOldest();
    }
    while (count > 1 && bytes + event.size() > maxBytes) {
      dropOldest();
    }
    slots[(first + count) % slots.length] = new Slot(event, nowMillis);
    count++;
    bytes += event.size();
  }

  /** The events after a revision that is not below the floor. */
  List<CacheEvent> after(long revision) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (at(middle).event().revision() <= revision) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    List<CacheEvent> events = new ArrayList<>(count - low);
    for (int i = low; i < count; i++) {
      events.add(at(i).event());
    }
    return events;
  }

  private void resize(long nowMillis) {
    boolean oldestIsFresh = nowMillis - at(0).atMillis() < freshMillis;
    boolean mostAreStale = nowMillis - at(count - count / 4 - 1).atMillis() >= freshMillis;
    if (oldestIsFresh) {
      resizeTo((int) Math.min(maxEvents, slots.length * 2L));
    } else if (mostAreStale) {
      resizeTo(Math.max(minEvents, slots.length / 2));
    }
  }

  private void resizeTo(int capacity) {
    while (count > capacity) {
      dropOldest();
    }
    Slot[] next = new Slot[capacity];
    for (int i = 0; i < count; i++) {
      next[i] = at(i);
    }
    slots = next;
    first = 0;
  }

  private void dropOldest() {
    CacheEvent dropped = at(0).event();
    slots[first] = null;
    first = (first + 1) % slots.length;
    count--;
    bytes -= dropped.size();
    floor = dropped.revision();
  }

  private Slot at(int index) {
    return Objects.requireNonNull(slots[(first + index) % slots.length]);
  }
}
