package dev.setpoint.api.registry;

import dev.setpoint.common.resource.ResourceType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/**
 * All kinds served, found by path or by kind. Starts with the strategy beans; kinds may be added
 * and removed at run time. Readers see an immutable snapshot, so that a lookup takes no lock.
 */
@Component
public final class ResourceRegistry {

  private record PluralKey(String group, String version, String plural) {}

  private record KindKey(String apiVersion, String kind) {}

  private record Snapshot(
      List<ResourceStrategy> all,
      Set<String> groups,
      Map<PluralKey, ResourceStrategy> byPlural,
      Map<KindKey, ResourceStrategy> byKind) {}

  private volatile Snapshot snapshot;
  private final List<Consumer<ResourceStrategy>> additions = new ArrayList<>();

  /** Fails when two strategies claim the same path or kind. */
  public ResourceRegistry(List<ResourceStrategy> strategies) {
    snapshot = snapshotOf(strategies);
  }

  /** Every strategy, ordered by group, version and plural. */
  public List<ResourceStrategy> all() {
    return snapshot.all();
  }

  /** Whether there is any kind of a group. */
  public boolean serves(String group) {
    return snapshot.groups().contains(group);
  }

  public Optional<ResourceStrategy> find(String group, String version, String plural) {
    return Optional.ofNullable(snapshot.byPlural().get(new PluralKey(group, version, plural)));
  }

  /** By what an object says of itself: {@code apps/v1} and {@code Deployment}. */
  public Optional<ResourceStrategy> findByKind(String apiVersion, String kind) {
    return Optional.ofNullable(snapshot.byKind().get(new KindKey(apiVersion, kind)));
  }

  /** Serves one more kind; fails when its path or kind is taken. */
  public synchronized void add(ResourceStrategy strategy) {
    List<ResourceStrategy> next = new ArrayList<>(snapshot.all());
    next.add(strategy);
    snapshot = snapshotOf(next);
    additions.forEach(listener -> listener.accept(strategy));
  }

  /** Stops serving a kind; nothing happens when it is not served. */
  public synchronized void remove(ResourceType type) {
    snapshot = snapshotOf(snapshot.all().stream().filter(s -> !s.type().equals(type)).toList());
  }

  /** Tells of every kind added from now on. */
  public synchronized void onAdded(Consumer<ResourceStrategy> listener) {
    additions.add(listener);
  }

  private static Snapshot snapshotOf(List<ResourceStrategy> strategies) {
    List<ResourceStrategy> sorted = new ArrayList<>(strategies);
    sorted.sort(
        Comparator.comparing((ResourceStrategy s) -> s.type().group())
            .thenComparing(s -> s.type().version())
            .thenComparing(s -> s.type().plural()));
    Set<String> groups = new HashSet<>();
    Map<PluralKey, ResourceStrategy> byPlural = new LinkedHashMap<>();
    Map<KindKey, ResourceStrategy> byKind = new LinkedHashMap<>();
    for (ResourceStrategy strategy : sorted) {
      ResourceType type = strategy.type();
      groups.add(type.group());
      if (byPlural.put(new PluralKey(type.group(), type.version(), type.plural()), strategy) != null
          || byKind.put(new KindKey(type.apiVersion(), type.kind()), strategy) != null) {
        throw new IllegalStateException("Two strategies serve " + type);
      }
    }
    return new Snapshot(
        List.copyOf(sorted), Set.copyOf(groups), Map.copyOf(byPlural), Map.copyOf(byKind));
  }
}
