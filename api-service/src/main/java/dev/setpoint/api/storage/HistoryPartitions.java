package dev.setpoint.api.storage;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The partitions of resource_change: made ahead of need, dropped when old or when too large. */
@Component
class HistoryPartitions {

  private static final Logger log = LoggerFactory.getLogger(HistoryPartitions.class);

  /** Replicas take turns; held to the end of the transaction. */
  private static final long LOCK = 0x5e7901L;

  private static final String PARTITIONS =
      """
      select c.relname, pg_total_relation_size(c.oid),
        (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'FROM \\(''?(\\d+)'))[1]::bigint,
        (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'TO \\(''?(\\d+)'))[1]::bigint
      from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'resource_change'::regclass
      order by 3""";

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transactions;
  private final HistoryProperties properties;
  private final Clock clock;

  /** For the rate at which revisions are used up; only one thread checks. */
  private long lastRevision;

  private @Nullable Instant lastCheck;

  /** Holds the revisions {@code from} (inclusive) to {@code to} (exclusive). */
  private record Partition(String name, long bytes, long from, long to) {}

  HistoryPartitions(
      JdbcTemplate jdbc,
      PlatformTransactionManager transactionManager,
      HistoryProperties properties,
      Clock clock) {
    this.jdbc = jdbc;
    this.transactions = new TransactionTemplate(transactionManager);
    this.properties = properties;
    this.clock = clock;
  }

  /** Makes room for at least ten minutes of writes at the present rate. */
  synchronized void createAhead() {
    long revision = revision();
    long span = span(revision);
    transactions.executeWithoutResult(
        status -> {
          jdbc.execute("select pg_advisory_xact_lock(" + LOCK + ")");
          List<Partition> partitions = partitions();
          long end = partitions.isEmpty() ? revision : partitions.getLast().to();
          // Ours may be gone while others wrote on.
          for (long from = end; from <= revision() + span; from += span) {
            jdbc.execute(
                "create table resource_change_%d partition of resource_change for values from (%d) to (%d)"
                    .formatted(from, from, from + span));
          }
        });
  }

  private long span(long revision) {
    Instant now = clock.instant();
    long span = properties.minPartition();
    Instant last = lastCheck;
    if (last != null && now.isAfter(last)) {
      double perSecond =
          (revision - lastRevision)
              * 1000.0
              / Math.max(1, now.toEpochMilli() - last.toEpochMilli());
      span = Math.clamp((long) (perSecond * 600), span, properties.maxPartition());
    }
    lastRevision = revision;
    lastCheck = now;
    return span;
  }

  /** Drops whole partitions beyond the limits, but none that the relay or new writes need. */
  synchronized void dropOld() {
    List<Partition> partitions = partitions();
    long cursor = number("select revision from relay_cursor");
    long total = partitions.stream().mapToLong(Partition::bytes).sum();
    Instant horizon = clock.instant().minus(properties.maxAge());
    for (Partition partition : partitions) {
      boolean published = partition.to() - 1 <= cursor;
      boolean surplus = total > properties.maxSize().toBytes() || endedBefore(partition, horizon);
      if (!published || !surplus || !drop(partition)) {
        return;
      }
      total -= partition.bytes();
      log.info("dropped the history up to revision {}", partition.to() - 1);
    }
  }

  private boolean endedBefore(Partition partition, Instant horizon) {
    List<Instant> newest =
        jdbc.query(
            "select committed_at from " + partition.name() + " order by revision desc limit 1",
            (row, i) -> row.getTimestamp(1).toInstant());
    return newest.stream().allMatch(at -> at.isBefore(horizon));
  }

  /**
   * First tells, then drops, in two transactions: a reader that looks again after its reading and
   * finds its revision still retained has seen every row.
   */
  private boolean drop(Partition partition) {
    jdbc.update("update history set dropped_to = greatest(dropped_to, ?)", partition.to() - 1);
    try {
      transactions.executeWithoutResult(
          status -> {
            // Writers wait behind this lock's queue, so it must not wait long itself.
            jdbc.execute("set local lock_timeout = '500ms'");
            jdbc.execute("drop table if exists " + partition.name());
          });
      return true;
    } catch (DataAccessException e) {
      if (e instanceof DataAccessResourceFailureException) {
        throw e;
      }
      log.info("{} is in use and will be dropped later: {}", partition.name(), e.getMessage());
      return false;
    }
  }

  private List<Partition> partitions() {
    return jdbc.query(
        PARTITIONS,
        (row, i) ->
            new Partition(row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4)));
  }

  private long revision() {
    return number("select value from revision");
  }

  private long number(String sql) {
    Long number = jdbc.queryForObject(sql, Long.class);
    return number == null ? 0 : number;
  }
}
