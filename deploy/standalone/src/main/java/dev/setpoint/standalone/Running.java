package dev.setpoint.standalone;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts that run, so that they stop in the reverse of the order in which they started. */
final class Running implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Running.class);

  private record Entry(Part part, AutoCloseable handle) {}

  private final Deque<Entry> parts = new ArrayDeque<>();
  private final Progress progress;

  Running(Progress progress) {
    this.progress = progress;
  }

  synchronized void add(Part part, AutoCloseable handle) {
    parts.push(new Entry(part, handle));
  }

  @Override
  public synchronized void close() {
    while (!parts.isEmpty()) {
      Entry entry = parts.pop();
      long start = System.nanoTime();
      try {
        entry.handle().close();
        progress.stopped(entry.part(), Duration.ofNanos(System.nanoTime() - start));
      } catch (Exception e) {
        // The parts before it must stop all the same.
        log.error("{} did not stop cleanly", entry.part().label(), e);
      }
    }
  }
}
