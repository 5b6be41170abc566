package dev.setpoint.common.informer;

import dev.setpoint.common.resource.ResourceType;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * Where one type's informer stands on its topic. Only the reader's thread writes; the volatile
 * fields are for those who watch.
 */
final class TopicFeed<T extends HasMetadata> {

  private static final long FIRST_RETRY = 500_000_000L;
  private static final long LAST_RETRY = 10_000_000_000L;

  private final CachedInformer<T> informer;
  private final TopicPartition partition;

  /** The next offset to read; meaningful once listed. */
  private long position;

  /** Which incarnation of the topic {@link #position} counts in; null before it exists. */
  private @Nullable Uuid topicId;

  private boolean listed;
  private long retryAt;
  private long retryAfter;
  private volatile double lagSeconds;
  private final AtomicLong lists = new AtomicLong();
  private volatile boolean connected;

  TopicFeed(CachedInformer<T> informer) {
    this.informer = informer;
    this.partition = new TopicPartition(informer.type().topic(), 0);
  }

  CachedInformer<T> informer() {
    return informer;
  }

  ResourceType type() {
    return informer.type();
  }

  TopicPartition partition() {
    return partition;
  }

  boolean mustList(long now) {
    return !listed && (retryAfter == 0 || now - retryAt >= 0);
  }

  boolean listed() {
    return listed;
  }

  /** Whether there is a topic to read from. */
  boolean readable() {
    return listed && topicId != null;
  }

  @Nullable Uuid topicId() {
    return topicId;
  }

  long position() {
    return position;
  }

  void listedAt(long offset, @Nullable Uuid topic) {
    listed = true;
    position = offset;
    topicId = topic;
    retryAfter = 0;
    lists.incrementAndGet();
    connected = true;
  }

  /** The topic was not there at the list, so every record ever written to it is still to come. */
  void topicAppeared(Uuid topic) {
    topicId = topic;
    position = 0;
  }

  void listFailed(long now) {
    retryAfter = Math.clamp(retryAfter * 2, FIRST_RETRY, LAST_RETRY);
    retryAt = now + retryAfter;
    connected = false;
  }

  void lost() {
    listed = false;
    topicId = null;
  }

  void moveTo(long offset) {
    position = offset;
  }

  void lagged(double seconds) {
    lagSeconds = seconds;
  }

  void connected(boolean is) {
    connected = is && listed;
  }

  InformerState state() {
    return new InformerState(
        type(),
        informer.hasSynced(),
        connected,
        informer.revision(),
        informer.size(),
        lagSeconds,
        lists.get());
  }
}
