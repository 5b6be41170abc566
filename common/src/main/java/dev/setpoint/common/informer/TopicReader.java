package dev.setpoint.common.informer;

import dev.setpoint.common.client.ListPage;
import dev.setpoint.common.error.ApiException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * Feeds informers from their topics: one consumer for all, and an admin client for topic ids and
 * end offsets, since a broker answers nothing else on a connection while a fetch waits on it.
 */
final class TopicReader implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TopicReader.class);

  /** A fetch waits this long for news, so this is also how long a new topic may be unheard. */
  private static final int FETCH_WAIT_MS = 2_000;

  private static final Duration POLL = Duration.ofSeconds(5);
  private static final Duration POLL_SOON = Duration.ofMillis(200);

  /** A topic that was deleted and made anew (a wiped broker) is noticed within this time. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(15);

  private static final Duration LOOK_SOON = Duration.ofSeconds(1);
  private static final Duration SAY_AGAIN = Duration.ofSeconds(5);

  private final Clock clock = Clock.systemUTC();
  private final Lister lister;
  private final Collection<TopicFeed<?>> feeds;
  private final KafkaConsumer<String, byte[]> consumer;
  private final Admin admin;
  private final Map<String, TopicFeed<?>> byTopic = new HashMap<>();
  private Map<String, Uuid> topics = Map.of();
  private boolean reachable;
  private long lookAt = System.nanoTime();
  private long sayAt = System.nanoTime();

  TopicReader(Map<String, Object> kafka, Lister lister, Collection<TopicFeed<?>> feeds) {
    this.lister = lister;
    this.feeds = feeds;
    this.consumer = new KafkaConsumer<>(consumerConfig(kafka));
    try {
      this.admin = Admin.create(adminConfig(kafka));
    } catch (KafkaException e) {
      consumer.close();
      throw e;
    }
  }

  private static Map<String, Object> consumerConfig(Map<String, Object> kafka) {
    Map<String, Object> config = new HashMap<>(kafka);
    config.remove(ConsumerConfig.GROUP_ID_CONFIG);
    config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
    config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MS);
    config.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 2_000);
    return config;
  }

  private static Map<String, Object> adminConfig(Map<String, Object> kafka) {
    Map<String, Object> config = new HashMap<>();
    kafka.forEach(
        (name, value) -> {
          if (AdminClientConfig.configNames().contains(name)) {
            config.put(name, value);
          }
        });
    config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000);
    config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 4_000);
    config.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 2_000);
    return config;
  }

  void wakeup() {
    consumer.wakeup();
  }

  /** Looks after topics and lists where due, then takes what the topics have. */
  void step() throws InterruptedException {
    long now = System.nanoTime();
    if (now - lookAt >= 0) {
      look();
    }
    if (reachable && feeds.stream().anyMatch(f -> f.mustList(now))) {
      list(feeds.stream().filter(f -> f.mustList(now)).toList());
    }
    assign();
    boolean waiting = feeds.stream().anyMatch(f -> !f.readable());
    if (byTopic.isEmpty()) {
      Thread.sleep(POLL_SOON); // a consumer without partitions may not poll
    } else {
      poll(waiting ? POLL_SOON : POLL);
    }
    if (waiting) {
      lookAt = Math.min(lookAt, now + LOOK_SOON.toNanos());
    }
  }

  /** Finds out which topics there are; one with another id than before has lost its records. */
  private void look() throws InterruptedException {
    lookAt = System.nanoTime() + LOOK_AGAIN.toNanos();
    try {
      Map<String, Uuid> found = new HashMap<>();
      for (TopicListing topic : admin.listTopics().listings().get()) {
        found.put(topic.name(), topic.topicId());
      }
      topics = found;
      reachable = true;
    } catch (ExecutionException e) {
      reachable = false;
      lookAt = System.nanoTime() + LOOK_SOON.toNanos();
      sayNowAndThen("Waiting for Kafka: " + e.getCause());
    }
    for (TopicFeed<?> feed : feeds) {
      feed.connected(reachable);
      if (reachable && feed.listed()) {
        Uuid current = topics.get(feed.partition().topic());
        Uuid known = feed.topicId();
        if (known == null && current != null) {
          feed.topicAppeared(current);
        } else if (known != null && !known.equals(current)) {
          log.warn("Topic {} was made anew; listing again", feed.partition().topic());
          feed.lost();
        }
      }
    }
  }

  /** The ends of the topics are noted first: what is published during a list is read after it. */
  private void list(List<TopicFeed<?>> due) throws InterruptedException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    for (TopicFeed<?> feed : due) {
      if (topics.containsKey(feed.partition().topic())) {
        wanted.put(feed.partition(), OffsetSpec.latest());
      }
    }
    Map<TopicPartition, Long> ends = new HashMap<>();
    try {
      for (var end : admin.listOffsets(wanted).all().get().entrySet()) {
        ends.put(end.getKey(), end.getValue().offset());
      }
    } catch (ExecutionException e) {
      sayNowAndThen("Waiting for Kafka: " + e.getCause());
      due.forEach(feed -> feed.listFailed(System.nanoTime()));
      lookAt = System.nanoTime();
      return;
    }
    for (TopicFeed<?> feed : due) {
      try {
        ListPage all = lister.list(feed.type());
        feed.informer().replace(all.items(), all.revision());
        feed.listedAt(
            ends.getOrDefault(feed.partition(), 0L), topics.get(feed.partition().topic()));
      } catch (ApiException e) {
        sayNowAndThen("Waiting to list " + feed.type().qualifiedName() + ": " + e.message());
        feed.listFailed(System.nanoTime());
      }
    }
  }

  private void assign() {
    Map<String, TopicFeed<?>> wanted = new HashMap<>();
    feeds.stream().filter(TopicFeed::readable).forEach(f -> wanted.put(f.partition().topic(), f));
    if (wanted.equals(byTopic)) {
      return;
    }
    Set<TopicPartition> before = new HashSet<>(consumer.assignment());
    Set<TopicPartition> after = new HashSet<>();
    wanted.values().forEach(feed -> after.add(feed.partition()));
    consumer.assign(after);
    for (TopicFeed<?> feed : wanted.values()) {
      if (!before.contains(feed.partition()) || byTopic.get(feed.partition().topic()) != feed) {
        consumer.seek(feed.partition(), feed.position());
      }
    }
    byTopic.clear();
    byTopic.putAll(wanted);
  }

  private void poll(Duration atMost) {
    try {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(atMost)) {
        TopicFeed<?> feed = byTopic.get(record.topic());
        if (feed != null && feed.listed()) {
          take(feed, record);
        }
      }
    } catch (WakeupException e) {
      log.trace("Woken to look at what is wanted now", e);
    } catch (InvalidOffsetException e) {
      for (TopicPartition partition : e.partitions()) {
        TopicFeed<?> feed = byTopic.remove(partition.topic());
        if (feed != null) {
          log.warn("Records of {} were lost before they were read; listing again", partition);
          feed.lost();
        }
      }
      consumer.assign(byTopic.values().stream().map(TopicFeed::partition).toList());
      lookAt = System.nanoTime();
    }
  }

  private void take(TopicFeed<?> feed, ConsumerRecord<String, byte[]> record) {
    feed.moveTo(record.offset() + 1);
    try {
      Change change = Change.parse(record.value());
      if (feed.informer().apply(change.type(), change.revision(), change.object())) {
        feed.lagged(Math.max(0, clock.millis() - record.timestamp()) / 1000.0);
      }
    } catch (JacksonException | IllegalArgumentException e) {
      log.error("Record {} of {} is no change; listing again", record.offset(), record.topic(), e);
      feed.lost();
      byTopic.remove(record.topic());
    }
  }

  private void sayNowAndThen(String message) {
    if (System.nanoTime() - sayAt >= 0) {
      log.info(message);
      sayAt = System.nanoTime() + SAY_AGAIN.toNanos();
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
    consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofMillis(200)));
  }
}
