package dev.setpoint.controller.quota;

import dev.setpoint.common.client.Discovery;
import dev.setpoint.common.controller.KeyQueue;
import dev.setpoint.common.informer.Informer;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.ResourceHandler;
import dev.setpoint.common.quota.QuotaUsage;
import dev.setpoint.common.resource.ResourceType;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PartialObjectMetadata;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Follows those resources that a quota counts, from when the first quota names them. */
final class CountedResources {

  /** What is told of every object that comes or goes. */
  interface Listener extends BiConsumer<HasMetadata, KeyQueue> {}

  private final Informers informers;
  private final Discovery discovery;
  private final Listener changed;
  private final Map<ResourceType, Feed<?>> feeds = new HashMap<>();
  private @Nullable KeyQueue queue;

  private record Feed<T extends HasMetadata>(Informer<T> informer, ResourceHandler<T> handler) {
    static <T extends HasMetadata> Feed<T> open(
        Informer<T> informer, Listener changed, KeyQueue queue) {
      ResourceHandler<T> handler =
          new ResourceHandler<>() {
            @Override
            public void onAdd(T object) {
              changed.accept(object, queue);
            }

            @Override
            public void onUpdate(T before, T after) {
              // What is counted by number stays counted.
            }

            @Override
            public void onDelete(T object) {
              changed.accept(object, queue);
            }
          };
      informer.addHandler(handler);
      return new Feed<>(informer, handler);
    }

    void close() {
      informer.removeHandler(handler);
    }
  }

  CountedResources(Informers informers, Discovery discovery, Listener changed) {
    this.informers = informers;
    this.discovery = discovery;
    this.changed = changed;
  }

  synchronized void start(KeyQueue queue) {
    this.queue = queue;
  }

  synchronized void stop() {
    feeds.values().forEach(Feed::close);
    feeds.clear();
    queue = null;
  }

  /** The served resources that one of these names counts. */
  List<ResourceType> of(Collection<String> names) {
    return discovery.resources().stream()
        .map(Discovery.Resource::type)
        .filter(ResourceType::namespaced)
        .filter(type -> !QuotaUsage.NOT_COUNTED.contains(type.qualifiedName()))
        .filter(type -> names.stream().anyMatch(QuotaUsage.of(type)::counts))
        .toList();
  }

  /** The objects of a namespace; null while they are not known yet. */
  synchronized @Nullable List<? extends HasMetadata> list(ResourceType type, String namespace) {
    KeyQueue current = queue;
    if (current == null) {
      return null;
    }
    Feed<?> feed =
        feeds.computeIfAbsent(
            type,
            t -> Feed.open(informers.informer(t, PartialObjectMetadata.class), changed, current));
    return feed.informer().hasSynced() ? feed.informer().store().list(namespace) : null;
  }
}
