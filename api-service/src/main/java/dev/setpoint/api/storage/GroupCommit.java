package dev.setpoint.api.storage;

import dev.setpoint.common.error.ApiException;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One thread that turns all waiting writes into one transaction. The revision row is locked first,
 * which makes commit order equal revision order across replicas; callers are answered only after
 * the commit.
 */
@Component
class GroupCommit implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);

  private final StoreProperties properties;
  private final WriteQueue queue;
  private final TransactionTemplate transactions;
  private final JdbcTemplate jdbc;
  private final HistoryPartitions partitions;
  private final ObjectProvider<CommitListener> listeners;
  private final DistributionSummary batchSize;
  private final Timer latency;
  private final Seals seals;
  private @Nullable Thread thread;

  GroupCommit(
      StoreProperties properties,
      PlatformTransactionManager transactionManager,
      JdbcTemplate jdbc,
      HistoryPartitions partitions,
      ObjectProvider<CommitListener> listeners,
      Seals seals,
      MeterRegistry metrics) {
    this.seals = seals;
    this.properties = properties;
    this.queue = new WriteQueue(properties.queuedWrites());
    this.transactions = new TransactionTemplate(transactionManager);
    this.jdbc = jdbc;
    this.partitions = partitions;
    this.listeners = listeners;
    this.batchSize =
        DistributionSummary.builder("setpoint_store_batch_size")
            .description("Writes per transaction")
            .register(metrics);
    this.latency =
        Timer.builder("setpoint_store_write")
            .description("From queueing a write to its commit")
            .publishPercentiles(0.5, 0.99)
            .register(metrics);
    metrics.gauge("setpoint_store_queued_writes", queue, WriteQueue::size);
  }

  WriteResult write(Write write) {
    Timer.Sample sample = Timer.start();
    PendingWrite pending = new PendingWrite(seals.encode(write));
    queue.add(pending);
    try {
      return pending.await(properties.answerWithin());
    } finally {
      sample.stop(latency);
    }
  }

  private void run() {
    while (true) {
      List<PendingWrite> batch =
          queue.take(properties.batchWrites(), properties.batchSize().toBytes());
      if (batch.isEmpty()) {
        return;
      }
      try {
        commit(batch);
      } catch (RuntimeException e) {
        log.error("a batch of {} writes failed unexpectedly", batch.size(), e);
        batch.forEach(write -> write.fail(ApiException.internal(String.valueOf(e.getMessage()))));
      }
    }
  }

  private void commit(List<PendingWrite> batch) {
    batchSize.record(batch.size());
    Attempt attempt = new Attempt(batch);
    RuntimeException failure = attempt.run();
    if (failure != null && !attempt.committing) {
      if (DatabaseErrors.isBadValue(failure)) {
        commitEachAlone(batch, failure);
        return;
      }
      if (DatabaseErrors.isMissingPartition(failure)) {
        partitions.createAhead();
      }
      // Nothing was committed, so once more is safe: the pool may have had a dead connection.
      attempt = new Attempt(batch);
      failure = attempt.run();
    }
    if (failure != null) {
      log.warn("a batch of {} writes failed: {}", batch.size(), failure.toString());
      ApiException answer =
          attempt.committing
              ? DatabaseErrors.unknownOutcome(failure)
              : DatabaseErrors.notApplied(failure);
      batch.forEach(write -> write.fail(answer));
    }
  }

  /** The batch holds a value that the database refuses; only its own write may fail. */
  private void commitEachAlone(List<PendingWrite> batch, RuntimeException failure) {
    if (batch.size() == 1) {
      batch.getFirst().fail(DatabaseErrors.badValue(failure));
      return;
    }
    for (PendingWrite write : batch) {
      commit(List.of(write));
    }
  }

  /** One transaction; callers are answered when it commits, and only then. */
  private final class Attempt {
    private final List<PendingWrite> batch;
    private final List<EncodedWrite> writes;
    private boolean committing;

    Attempt(List<PendingWrite> batch) {
      this.batch = batch;
      this.writes = batch.stream().map(PendingWrite::encoded).toList();
    }

    @Nullable RuntimeException run() {
      BatchPlan plan;
      try {
        plan = transactions.execute(status -> apply());
      } catch (RuntimeException e) {
        return e;
      }
      List<Change> changes = plan.changes().stream().map(BatchPlan.Planned::change).toList();
      if (!changes.isEmpty()) {
        listeners.forEach(listener -> listener.committed(changes));
      }
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).complete(plan.results().get(i));
      }
      return null;
    }

    private BatchPlan apply() {
      BatchPlan plan =
          jdbc.execute(
              (org.springframework.jdbc.core.ConnectionCallback<BatchPlan>)
                  connection -> {
                    long revision = BatchSql.lock(connection);
                    BatchPlan made =
                        BatchPlan.of(revision, BatchSql.read(connection, writes), writes);
                    if (!made.changes().isEmpty()) {
                      BatchSql.write(connection, made);
                    }
                    return made;
                  });
      committing = true;
      return java.util.Objects.requireNonNull(plan);
    }
  }

  @Override
  public void start() {
    thread = Thread.ofPlatform().name("group-commit").start(this::run);
  }

  /** Carries out what is queued, then ends. */
  @Override
  public void stop() {
    queue.close();
    Thread running = thread;
    if (running != null) {
      try {
        running.join();
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

  /** Before everything that writes, and stopped after it. */
  @Override
  public int getPhase() {
    return 0;
  }
}
