package dev.setpoint.api.rest;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** The requests that last (watches, followed logs), so that a shutdown can end them at once. */
@Component
public final class LongRequests {

  private final Set<Running> all = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  /** Registers the current thread until the result is closed. */
  public Running enter() {
    Running running = new Running(Thread.currentThread());
    all.add(running);
    if (stopping) {
      running.stop();
    }
    return running;
  }

  public int count() {
    return all.size();
  }

  @EventListener(ContextClosedEvent.class)
  void stopAll() {
    stopping = true;
    all.forEach(Running::stop);
  }

  /** One lasting request. */
  public final class Running implements AutoCloseable {
    private final Thread thread;
    private volatile boolean stopped;

    Running(Thread thread) {
      this.thread = thread;
    }

    public boolean isStopping() {
      return stopped;
    }

    private synchronized void stop() {
      // Not after close(): the thread may serve another request by then.
      if (!stopped && all.contains(this)) {
        stopped = true;
        thread.interrupt();
      }
    }

    @Override
    public synchronized void close() {
      all.remove(this);
      if (stopped) {
        // The interrupt was meant for the wait alone; the answer's end still has to be written.
        Thread.interrupted();
      }
    }
  }
}
