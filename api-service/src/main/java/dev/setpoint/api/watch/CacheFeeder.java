package dev.setpoint.api.watch;

import dev.setpoint.api.publish.ChangeRecords;
import dev.setpoint.api.publish.KafkaClients;
import dev.setpoint.api.publish.Progress;
import dev.setpoint.api.publish.Topics;
import dev.setpoint.api.storage.Seals;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The one thread that feeds all caches from Kafka. A topic's end is noted before the database is
 * read, so whatever that reading lacks comes from the topic; what comes twice is dropped by
 * revision.
 */
@Component
class CacheFeeder implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(CacheFeeder.class);
  private static final Duration POLL = Duration.ofSeconds(5);
  private static final TopicPartition PROGRESS = new TopicPartition(Topics.PROGRESS, 0);

  private final CacheHub hub;
  private final CacheLoader loader;
  private final KafkaClients clients;
  private final Topics topics;
  private final WatchMetrics metrics;
  private final Seals seals;
  private final Clock clock;
  private final CountDownLatch stopSignal = new CountDownLatch(1);

  private volatile boolean stopping;
  private volatile boolean reachable = true;
  private volatile @Nullable KafkaConsumer<byte[], byte[]> current;
  private @Nullable Thread thread;

  CacheFeeder(
      CacheHub hub,
      CacheLoader loader,
      KafkaClients clients,
      Topics topics,
      WatchMetrics metrics,
      Seals seals,
      Clock clock) {
    this.seals = seals;
    this.hub = hub;
    this.loader = loader;
    this.clients = clients;
    this.topics = topics;
    this.metrics = metrics;
    this.clock = clock;
    hub.onNewCache(this::wakeUp);
  }

  /** Whether the last contact with Kafka was a success. */
  boolean reachable() {
    return reachable;
  }

  private void run() {
    while (!stopping) {
      KafkaConsumer<byte[], byte[]> consumer = clients.consumer();
      try {
        current = consumer;
        follow(consumer);
      } catch (RuntimeException e) {
        // Of Kafka or of the database; the next turn starts over from both.
        if (!stopping) {
          tell(e);
          pause();
        }
      } finally {
        current = null;
        // At once: the answer to a long poll is nothing to wait for.
        consumer.close(CloseOptions.timeout(Duration.ZERO));
      }
    }
  }

  private void follow(KafkaConsumer<byte[], byte[]> consumer) {
    Map<String, TypeCache> fed = new HashMap<>();
    while (!stopping) {
      List<TypeCache> fresh =
          hub.caches().stream().filter(c -> !fed.containsKey(c.type().topic())).toList();
      if (!fresh.isEmpty() || fed.isEmpty()) {
        begin(consumer, fed, fresh);
      }
      if (!reachable) {
        reachable = true;
        log.info("the watch cache follows Kafka again");
      }
      try {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          feed(record, fed);
        }
      } catch (WakeupException e) {
        log.debug("woken for a new type or to stop");
      }
      for (TypeCache cache : fed.values()) {
        if (cache.missesAnEvent()) {
          log.warn("{} misses a published change, reading it from the database", cache.type());
          loader.load(cache);
        }
      }
    }
  }

  private void begin(
      KafkaConsumer<byte[], byte[]> consumer, Map<String, TypeCache> fed, List<TypeCache> fresh) {
    Set<TopicPartition> added = new HashSet<>();
    if (fed.isEmpty()) {
      added.add(PROGRESS);
    }
    fresh.forEach(cache -> added.add(new TopicPartition(cache.type().topic(), 0)));
    topics.ensure(added.stream().map(TopicPartition::topic).toList());
    Map<TopicPartition, Long> ends = consumer.endOffsets(added);
    List<TopicPartition> all = new ArrayList<>(consumer.assignment());
    all.addAll(added);
    consumer.assign(all);
    ends.forEach(consumer::seek);
    for (TypeCache cache : fresh) {
      loader.load(cache);
      fed.put(cache.type().topic(), cache);
    }
  }

  private void feed(ConsumerRecord<byte[], byte[]> record, Map<String, TypeCache> fed) {
    if (record.topic().equals(Topics.PROGRESS)) {
      Progress progress = Progress.decode(record.value());
      fed.values()
          .forEach(
              cache ->
                  cache.progress(
                      progress.revision(), progress.lastOf(cache.type().qualifiedName())));
      return;
    }
    TypeCache cache = fed.get(record.topic());
    if (cache != null) {
      ChangeRecords.Decoded change = ChangeRecords.decode(record);
      byte[] body = seals.openIfPossible(cache.type().qualifiedName(), change.body());
      cache.apply(change.revision(), change.op(), change.key(), body);
      metrics.arrivedAfter(clock.millis() - record.timestamp());
    }
  }

  private void tell(RuntimeException e) {
    if (reachable) {
      log.warn("the watch cache can't follow Kafka, trying again: {}", e.toString());
    }
    reachable = false;
  }

  private void pause() {
    try {
      if (stopSignal.await(1, TimeUnit.SECONDS)) {
        log.debug("stopping");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void wakeUp() {
    KafkaConsumer<byte[], byte[]> consumer = current;
    if (consumer != null) {
      consumer.wakeup();
    }
  }

  @Override
  public void start() {
    thread = Thread.ofPlatform().name("watch-cache").start(this::run);
  }

  @Override
  public void stop() {
    stopping = true;
    stopSignal.countDown();
    wakeUp();
    Thread running = thread;
    if (running != null) {
      try {
        if (!running.join(Duration.ofSeconds(5))) {
          running.interrupt();
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

  @Override
  public int getPhase() {
    return 1;
  }
}
