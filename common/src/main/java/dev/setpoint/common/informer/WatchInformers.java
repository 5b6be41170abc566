package dev.setpoint.common.informer;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.resource.ResourceType;
import dev.setpoint.common.resource.ResourceTypes;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Informers that list and then watch over HTTP, for hosts without access to the broker. */
public final class WatchInformers implements Informers {

  private final ApiClient api;
  private final Map<Class<?>, String> fieldSelectors;
  private final Duration silence;
  private final Map<ResourceType, WatchFeed<?>> feeds = new ConcurrentHashMap<>();
  private volatile boolean started;

  /**
   * @param fieldSelectors by model class: what part of a type to follow, such as {@code
   *     spec.nodeName=me}
   */
  public WatchInformers(ApiClient api, Map<Class<?>, String> fieldSelectors) {
    this(api, fieldSelectors, Duration.ofSeconds(90));
  }

  /**
   * @param silence how long a watch may bring nothing, not even a bookmark, before it is taken for
   *     dead and opened anew
   */
  public WatchInformers(ApiClient api, Map<Class<?>, String> fieldSelectors, Duration silence) {
    this.api = api;
    this.fieldSelectors = Map.copyOf(fieldSelectors);
    this.silence = silence;
  }

  @Override
  public <T extends HasMetadata> Informer<T> informer(Class<T> type) {
    return informer(ResourceTypes.of(type), type);
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T extends HasMetadata> Informer<T> informer(ResourceType type, Class<T> model) {
    WatchFeed<?> feed =
        feeds.computeIfAbsent(
            type,
            t ->
                new WatchFeed<>(
                    CachedInformer.of(t, model),
                    api,
                    fieldSelectors.getOrDefault(model, ""),
                    silence));
    if (started) {
      feed.start();
    }
    return (Informer<T>) feed.informer();
  }

  @Override
  public void drop(ResourceType type) {
    WatchFeed<?> feed = feeds.remove(type);
    if (feed != null) {
      feed.close();
    }
  }

  @Override
  public List<InformerState> states() {
    return feeds.values().stream().map(WatchFeed::state).toList();
  }

  @Override
  public void start() {
    started = true;
    feeds.values().forEach(WatchFeed::start);
  }

  @Override
  public boolean awaitSync(Duration atMost) throws InterruptedException {
    return Sync.await(() -> states().stream().allMatch(InformerState::synced), atMost);
  }

  @Override
  public void close() {
    feeds.values().forEach(WatchFeed::close);
  }
}
