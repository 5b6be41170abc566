package dev.setpoint.api.publish;

import dev.setpoint.api.storage.Change;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Sends changes to their topics. After a failure it sends nothing more and must be replaced: what a
 * publisher sends to one topic is always gapless, so that even two publishers at once (one of them
 * having lost its lock unnoticed) leave each revision's first record after that of the one before.
 */
final class TopicPublisher implements AutoCloseable {

  private final KafkaProducer<byte[], byte[]> producer;
  private final Topics topics;
  private final Duration stall;
  private final Set<String> known = new HashSet<>();
  private volatile boolean failed;

  TopicPublisher(KafkaClients clients, Topics topics, Duration stall) {
    this.producer = clients.producer();
    this.topics = topics;
    this.stall = stall;
  }

  /** Returns once all are acknowledged; throws KafkaException when some may not be. */
  void publish(List<Change> changes) throws InterruptedException {
    Set<String> names = new TreeSet<>();
    changes.forEach(change -> names.add(Topics.of(change.type())));
    ensure(names);
    List<Future<?>> sent = new ArrayList<>(changes.size());
    for (Change change : changes) {
      sent.add(send(ChangeRecords.encode(change)));
    }
    await(sent);
  }

  void publish(Progress progress) throws InterruptedException {
    ensure(Set.of(Topics.PROGRESS));
    await(List.of(send(new ProducerRecord<>(Topics.PROGRESS, 0, null, progress.encode()))));
  }

  private void ensure(Set<String> names) {
    if (!known.containsAll(names)) {
      topics.ensure(names);
      known.addAll(names);
    }
  }

  private Future<?> send(ProducerRecord<byte[], byte[]> record) {
    if (failed) {
      throw new KafkaException("an earlier record failed");
    }
    return producer.send(
        record,
        (metadata, failure) -> {
          if (failure != null && !failed) {
            // On the sending thread, before it can send a later record.
            failed = true;
            producer.close(Duration.ZERO);
          }
        });
  }

  private void await(List<Future<?>> sent) throws InterruptedException {
    for (Future<?> future : sent) {
      try {
        future.get(stall.toMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException e) {
        throw new KafkaException("a record was not accepted", e.getCause());
      } catch (TimeoutException e) {
        throw new KafkaException("no acknowledgement within " + stall.toSeconds() + " s");
      }
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
