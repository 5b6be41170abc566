package dev.setpoint.common.informer;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.resource.ResourceType;
import dev.setpoint.common.resource.ResourceTypes;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Informers that list over REST once and then read the change topics, all types on one thread.
 *
 * <p>Nothing is lost or invented: a topic's end is noted before the list is made, records the list
 * already shows are dropped by their revision, and where records went missing (retention passed us,
 * the broker's data was wiped) the type is listed again and only differences are told.
 */
public final class KafkaInformers implements Informers {

  private static final Logger log = LoggerFactory.getLogger(KafkaInformers.class);
  private static final Duration RESTART = Duration.ofSeconds(2);

  private final Map<String, Object> kafka;
  private final Lister lister;
  private final Map<ResourceType, TopicFeed<?>> feeds = new ConcurrentHashMap<>();
  private volatile boolean closed;
  private volatile @Nullable TopicReader reader;
  private @Nullable Thread thread;

  /**
   * @param kafka properties of the Kafka clients; at least {@code bootstrap.servers}
   */
  public KafkaInformers(Map<String, Object> kafka, ApiClient api) {
    this(kafka, type -> api.listAll(type, "", ""));
  }

  KafkaInformers(Map<String, Object> kafka, Lister lister) {
    this.kafka = Map.copyOf(kafka);
    this.lister = lister;
  }

  @Override
  public <T extends HasMetadata> Informer<T> informer(Class<T> type) {
    return informer(ResourceTypes.of(type), type);
  }

  /** The model of the first caller wins: a type is read once, whoever asks. */
  @Override
  @SuppressWarnings("unchecked")
  public <T extends HasMetadata> Informer<T> informer(ResourceType type, Class<T> model) {
    TopicFeed<?> feed =
        feeds.computeIfAbsent(type, t -> new TopicFeed<>(CachedInformer.of(t, model)));
    TopicReader current = reader;
    if (current != null) {
      current.wakeup();
    }
    return (Informer<T>) feed.informer();
  }

  @Override
  public void drop(ResourceType type) {
    TopicFeed<?> feed = feeds.remove(type);
    TopicReader current = reader;
    if (feed != null && current != null) {
      current.wakeup();
    }
  }

  @Override
  public List<InformerState> states() {
    return feeds.values().stream().map(TopicFeed::state).toList();
  }

  @Override
  public synchronized void start() {
    if (thread == null) {
      thread = Thread.ofPlatform().name("informers").daemon().start(this::run);
    }
  }

  private void run() {
    while (!closed) {
      try (TopicReader opened = new TopicReader(kafka, lister, feeds.values())) {
        reader = opened;
        while (!closed) {
          opened.step();
        }
      } catch (InterruptedException | org.apache.kafka.common.errors.InterruptException e) {
        return; // only close() interrupts
      } catch (RuntimeException e) {
        if (!closed) {
          log.warn("Reading changes from Kafka failed; starting again", e);
          if (!pause()) {
            return;
          }
        }
      } finally {
        reader = null;
      }
    }
  }

  private static boolean pause() {
    try {
      Thread.sleep(RESTART);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  @Override
  public boolean awaitSync(Duration atMost) throws InterruptedException {
    return Sync.await(() -> states().stream().allMatch(InformerState::synced), atMost);
  }

  @Override
  public void close() {
    closed = true;
    TopicReader current = reader;
    if (current != null) {
      current.wakeup();
    }
    Thread running;
    synchronized (this) {
      running = thread;
    }
    if (running != null) {
      try {
        if (!running.join(Duration.ofSeconds(3))) {
          running.interrupt();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
