package dev.setpoint.controller.garbagecollector;

import dev.setpoint.common.client.Discovery;
import dev.setpoint.common.controller.KeyQueue;
import dev.setpoint.common.informer.Informer;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.ResourceHandler;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PartialObjectMetadata;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Keeps the graph in step with every kind that the API serves, as kinds come and go. */
final class GraphFeeder {

  /** Events own nothing, are owned by nobody, and are many. */
  private static final String UNWATCHED = "events";

  private final Informers informers;
  private final OwnerGraph graph;
  private final Map<ResourceType, Feed<?>> feeds = new HashMap<>();

  private record Feed<T extends HasMetadata>(Informer<T> informer, ResourceHandler<T> handler) {
    static <T extends HasMetadata> Feed<T> open(
        Informer<T> informer, ResourceType type, OwnerGraph graph, KeyQueue queue) {
      Feed<T> feed = new Feed<>(informer, handlerFor(type, graph, queue));
      informer.addHandler(feed.handler());
      return feed;
    }

    void close() {
      informer.removeHandler(handler);
    }
  }

  GraphFeeder(Informers informers, OwnerGraph graph) {
    this.informers = informers;
    this.graph = graph;
  }

  private static <T extends HasMetadata> ResourceHandler<T> handlerFor(
      ResourceType type, OwnerGraph graph, KeyQueue queue) {
    return new ResourceHandler<>() {
      @Override
      public void onAdd(T object) {
        graph.put(GraphNode.of(type, object)).forEach(uid -> queue.add(new ObjectKey("", uid)));
      }

      @Override
      public void onUpdate(T before, T after) {
        onAdd(after);
      }

      @Override
      public void onDelete(T object) {
        graph
            .remove(object.getMetadata().getUid())
            .forEach(uid -> queue.add(new ObjectKey("", uid)));
      }
    };
  }

  /** Follows exactly the resources that can be listed, watched and deleted. */
  synchronized void follow(Iterable<Discovery.Resource> served, KeyQueue queue) {
    Set<ResourceType> wanted = new HashSet<>();
    for (Discovery.Resource resource : served) {
      if (resource.verbs().containsAll(Set.of("list", "watch", "delete"))
          && !resource.type().plural().equals(UNWATCHED)) {
        wanted.add(resource.type());
      }
    }
    feeds
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = !wanted.contains(entry.getKey());
              if (gone) {
                entry.getValue().close();
                informers.drop(entry.getKey());
              }
              return gone;
            });
    for (ResourceType type : wanted) {
      feeds.computeIfAbsent(
          type,
          t -> Feed.open(informers.informer(t, PartialObjectMetadata.class), t, graph, queue));
    }
  }

  /** Whether the graph shows everything that was there when it was begun. */
  synchronized boolean synced() {
    return !feeds.isEmpty()
        && feeds.values().stream().allMatch(feed -> feed.informer().hasSynced());
  }

  synchronized void stop() {
    feeds.values().forEach(Feed::close);
    feeds.clear();
    graph.clear();
  }
}
