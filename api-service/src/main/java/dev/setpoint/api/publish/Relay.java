package dev.setpoint.api.publish;

import dev.setpoint.api.registry.ResourceRegistry;
import dev.setpoint.api.storage.Change;
import dev.setpoint.api.storage.ChangeLog;
import dev.setpoint.api.storage.CommitListener;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Publishes every change to Kafka, in revision order, from the replica that holds the lock. Starts
 * from the stored cursor, so that what a killed relay may not have published is published again.
 */
@Component
class Relay implements CommitListener, SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Relay.class);

  private final PublishProperties properties;
  private final JdbcConnectionDetails database;
  private final ChangeLog changes;
  private final KafkaClients clients;
  private final Topics topics;
  private final ResourceRegistry registry;
  private final ChangeFeed feed;
  private final PeerNotifier peers;
  private final RelayStatus status;

  private final CountDownLatch stopSignal = new CountDownLatch(1);
  private volatile boolean stopping;
  private @Nullable Thread thread;

  Relay(
      PublishProperties properties,
      JdbcConnectionDetails database,
      ChangeLog changes,
      KafkaClients clients,
      Topics topics,
      ResourceRegistry registry,
      PeerNotifier peers,
      RelayStatus status) {
    this.properties = properties;
    this.database = database;
    this.changes = changes;
    this.clients = clients;
    this.topics = topics;
    this.registry = registry;
    this.feed = new ChangeFeed(properties.memory().toBytes());
    this.peers = peers;
    this.status = status;
  }

  @Override
  public void committed(List<Change> committed) {
    status.committed(committed.getLast().revision());
    if (!feed.offer(committed)) {
      peers.tell();
    }
  }

  private void run() {
    while (!stopping) {
      try (RelayLock lock = RelayLock.tryAcquire(database)) {
        if (lock != null) {
          lead(lock);
        }
      } catch (SQLException | DataAccessException | TransactionException e) {
        log.warn("the relay lost the database, trying again: {}", e.getMessage());
      } catch (InterruptedException e) {
        continue; // asked to stop
      }
      pause(properties.candidacy());
    }
  }

  private void lead(RelayLock lock) throws InterruptedException {
    Term term = new Term(properties.spacing());
    Thread listener = Thread.ofVirtual().name("relay-listen").start(() -> listen(lock, term));
    try {
      feed.open();
      status.leading(true);
      term.last = changes.relayCursor();
      log.info("publishing changes from revision {} on", term.last + 1);
      for (var strategy : registry.all()) {
        if (!strategy.stored()) {
          continue;
        }
        String type = strategy.storedType().qualifiedName();
        term.lastByType.put(type, changes.lastOf(type));
      }
      while (!stopping && !term.lost) {
        publishUntilFailure(term);
        if (!stopping && !term.lost) {
          pause(Duration.ofSeconds(1));
        }
      }
    } finally {
      status.leading(false);
      feed.close();
      listener.interrupt();
    }
  }

  private void listen(RelayLock lock, Term term) {
    try {
      while (!stopping && !term.lost) {
        if (lock.awaitNotification()) {
          feed.wake();
        }
      }
    } catch (SQLException e) {
      if (!stopping) {
        log.warn("the relay's lock is lost: {}", e.getMessage());
      }
      term.lost = true;
      feed.interrupt();
    }
  }

  private void publishUntilFailure(Term term) throws InterruptedException {
    try (TopicPublisher publisher = new TopicPublisher(clients, topics, properties.stall())) {
      while (!stopping && !term.lost) {
        step(publisher, term);
      }
      report(publisher, term);
    } catch (KafkaException e) {
      if (stopping) {
        return;
      }
      // The batch is sent again from its start; consumers drop what they have seen.
      feed.wake();
      if (status.kafkaReachable(false)) {
        log.warn("Kafka does not take changes, they are kept until it does: {}", reason(e));
      }
    }
  }

  private void step(TopicPublisher publisher, Term term) throws InterruptedException {
    boolean unreported = term.last > term.reported;
    TimeUnit.NANOSECONDS.sleep(term.pace.left(System.nanoTime()));
    ChangeFeed.Next next =
        feed.next(
            term.last,
            properties.batch(),
            properties.batchSize().toBytes(),
            unreported ? properties.report() : properties.poll());
    switch (next) {
      case ChangeFeed.Next.Changes(List<Change> batch) -> publish(publisher, term, batch);
      case ChangeFeed.Next.ReadTable() -> publishFromTable(publisher, term);
      case ChangeFeed.Next.Idle() -> {
        if (!unreported) {
          // Somebody's notification may have been lost.
          publishFromTable(publisher, term);
        }
      }
    }
    if (term.last > term.reported
        && System.nanoTime() - term.reportedAt >= properties.report().toNanos()) {
      report(publisher, term);
    }
  }

  private void publishFromTable(TopicPublisher publisher, Term term) throws InterruptedException {
    List<Change> batch =
        changes.after(term.last, properties.batch(), properties.batchSize().toBytes());
    if (!batch.isEmpty()) {
      if (batch.getFirst().revision() != term.last + 1) {
        log.error(
            "changes from revision {} to {} are missing in the history",
            term.last + 1,
            batch.getFirst().revision() - 1);
      }
      publish(publisher, term, batch);
      feed.wake(); // there may be more
    }
  }

  private void publish(TopicPublisher publisher, Term term, List<Change> batch)
      throws InterruptedException {
    status.committed(batch.getLast().revision());
    term.pace.started(System.nanoTime());
    publisher.publish(batch);
    if (status.kafkaReachable(true)) {
      log.info("Kafka takes changes again, from revision {} on", batch.getFirst().revision());
    }
    for (Change change : batch) {
      term.lastByType.put(change.type(), change.revision());
    }
    term.last = batch.getLast().revision();
    status.published(term.last);
  }

  private void report(TopicPublisher publisher, Term term) throws InterruptedException {
    if (term.last > term.reported) {
      publisher.publish(new Progress(term.last, term.lastByType));
      changes.advanceRelayCursor(term.last);
      term.reported = term.last;
      term.reportedAt = System.nanoTime();
    }
  }

  private static String reason(KafkaException e) {
    return e.getCause() == null ? e.toString() : e.getMessage() + ": " + e.getCause();
  }

  private void pause(Duration time) {
    try {
      if (stopSignal.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
        log.debug("stopping");
      }
    } catch (InterruptedException e) {
      log.debug("interrupted to stop");
    }
  }

  /** One tenure as the relay. */
  private static final class Term {
    private volatile boolean lost;
    private long last;
    private long reported;
    private long reportedAt;
    private final Pace pace;
    private final Map<String, Long> lastByType = new HashMap<>();

    private Term(Duration spacing) {
      pace = new Pace(spacing, System.nanoTime());
    }
  }

  @Override
  public void start() {
    thread = Thread.ofPlatform().name("relay").start(this::run);
  }

  /** Publishes what is in memory no further; the next relay goes on from the cursor. */
  @Override
  public void stop() {
    stopping = true;
    stopSignal.countDown();
    Thread running = thread;
    if (running != null) {
      feed.interrupt();
      try {
        if (!running.join(Duration.ofSeconds(2))) {
          running.interrupt();
          running.join(Duration.ofSeconds(5));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      thread = null;
    }
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  /** Started before the group commit's callers, stopped right after the group commit. */
  @Override
  public int getPhase() {
    return -1;
  }
}
