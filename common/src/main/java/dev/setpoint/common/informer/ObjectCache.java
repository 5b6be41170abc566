package dev.setpoint.common.informer;

import dev.setpoint.common.resource.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The objects of one type with their indexes: one writer at a time, any number of readers. */
final class ObjectCache<T extends HasMetadata> implements Store<T> {

  private static final String NAMESPACE = "namespace";

  private final Map<ObjectKey, T> objects = new ConcurrentHashMap<>();
  private final Map<String, Index<T>> indexes = new ConcurrentHashMap<>();

  private record Index<T extends HasMetadata>(
      Function<T, List<String>> values, Map<String, Map<ObjectKey, T>> filed) {

    void file(ObjectKey key, T object) {
      for (String value : values.apply(object)) {
        filed.computeIfAbsent(value, v -> new ConcurrentHashMap<>()).put(key, object);
      }
    }

    /** Takes {@code before} out from where {@code after} does not belong. */
    void unfile(ObjectKey key, T before, @Nullable T after) {
      List<String> kept = after == null ? List.of() : values.apply(after);
      for (String value : values.apply(before)) {
        if (!kept.contains(value)) {
          filed.computeIfPresent(
              value,
              (v, members) -> {
                members.remove(key);
                return members.isEmpty() ? null : members;
              });
        }
      }
    }
  }

  ObjectCache() {
    addIndex(NAMESPACE, object -> List.of(ObjectKey.of(object).namespace()));
  }

  @Override
  public @Nullable T get(ObjectKey key) {
    return objects.get(key);
  }

  @Override
  public List<T> list() {
    return new ArrayList<>(objects.values());
  }

  @Override
  public List<T> list(String namespace) {
    return byIndex(NAMESPACE, namespace);
  }

  @Override
  public List<T> byIndex(String index, String value) {
    Index<T> known = indexes.get(index);
    if (known == null) {
      throw new IllegalArgumentException("no such index: " + index);
    }
    Map<ObjectKey, T> members = known.filed().get(value);
    return members == null ? List.of() : new ArrayList<>(members.values());
  }

  @Override
  public synchronized void addIndex(String name, Function<T, List<String>> values) {
    Index<T> index = new Index<>(values, new ConcurrentHashMap<>());
    objects.forEach(index::file);
    indexes.put(name, index);
  }

  Collection<ObjectKey> keys() {
    return List.copyOf(objects.keySet());
  }

  int size() {
    return objects.size();
  }

  synchronized @Nullable T put(ObjectKey key, T object) {
    T before = objects.put(key, object);
    for (Index<T> index : indexes.values()) {
      index.file(key, object); // first the new place, so that no reader misses the object
      if (before != null) {
        index.unfile(key, before, object);
      }
    }
    return before;
  }

  synchronized @Nullable T remove(ObjectKey key) {
    T before = objects.remove(key);
    if (before != null) {
      indexes.values().forEach(index -> index.unfile(key, before, null));
    }
    return before;
  }
}
