package dev.setpoint.api.publish;

import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Tells the relay of another replica that something was committed here. Outside of the write
 * transactions, as NOTIFY takes a server-wide lock at commit, and once for many commits.
 */
@Component
class PeerNotifier implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(PeerNotifier.class);
  private static final long PAUSE_MILLIS = 5;

  private final JdbcTemplate jdbc;
  private final Semaphore due = new Semaphore(0);
  private @Nullable Thread thread;

  PeerNotifier(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  void tell() {
    due.release();
  }

  private void run() {
    try {
      while (true) {
        due.acquire();
        due.drainPermits();
        try {
          jdbc.execute("notify " + RelayLock.CHANNEL);
        } catch (DataAccessException e) {
          // The relay looks by itself now and then.
          log.debug("could not notify the relay", e);
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      log.debug("notifier stopped");
    }
  }

  @Override
  public void start() {
    thread = Thread.ofVirtual().name("peer-notifier").start(this::run);
  }

  @Override
  public void stop() {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
      thread = null;
    }
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  @Override
  public int getPhase() {
    return -1;
  }
}
