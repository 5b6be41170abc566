package dev.setpoint.scheduler.cycle;

import dev.setpoint.common.informer.Store;
import dev.setpoint.common.resource.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Objects in memory, as an informer would have them. */
public class TestingStore<T extends HasMetadata> implements Store<T> {

  private final Map<ObjectKey, T> objects = Collections.synchronizedMap(new HashMap<>());

  public @Nullable T put(T object) {
    return objects.put(ObjectKey.of(object), object);
  }

  public void remove(T object) {
    objects.remove(ObjectKey.of(object));
  }

  @Override
  public @Nullable T get(ObjectKey key) {
    return objects.get(key);
  }

  @Override
  public List<T> list() {
    return List.copyOf(objects.values());
  }

  @Override
  public List<T> list(String namespace) {
    return list().stream().filter(o -> ObjectKey.of(o).namespace().equals(namespace)).toList();
  }

  @Override
  public List<T> byIndex(String index, String value) {
    return List.of();
  }

  @Override
  public void addIndex(String index, Function<T, List<String>> values) {
    throw new IllegalStateException("no indexes here");
  }
}
