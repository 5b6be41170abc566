package dev.setpoint.scheduler.cycle;

import dev.setpoint.common.informer.Informer;
import dev.setpoint.common.informer.InformerState;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.ResourceHandler;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.resource.ResourceType;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Informers that hear of changes when a test tells them. */
final class TestingInformers implements Informers {

  private final Map<Class<?>, Cached<?>> informers = new HashMap<>();

  private static final class Cached<T extends HasMetadata> extends TestingStore<T>
      implements Informer<T> {
    final List<ResourceHandler<T>> handlers = new ArrayList<>();

    @Override
    public Store<T> store() {
      return this;
    }

    @Override
    public void addHandler(ResourceHandler<T> handler) {
      handlers.add(handler);
    }

    @Override
    public void removeHandler(ResourceHandler<T> handler) {
      handlers.remove(handler);
    }

    @Override
    public boolean hasSynced() {
      return true;
    }

    @Override
    public long revision() {
      return 0;
    }
  }

  @SuppressWarnings("unchecked")
  private <T extends HasMetadata> Cached<T> cached(Class<?> type) {
    return (Cached<T>) informers.computeIfAbsent(type, t -> new Cached<T>());
  }

  <T extends HasMetadata> void add(T object) {
    Cached<T> cached = cached(object.getClass());
    cached.put(object);
    cached.handlers.forEach(h -> h.onAdd(object));
  }

  <T extends HasMetadata> void update(T object) {
    Cached<T> cached = cached(object.getClass());
    T before = cached.put(object);
    cached.handlers.forEach(h -> h.onUpdate(before, object));
  }

  <T extends HasMetadata> void delete(T object) {
    Cached<T> cached = cached(object.getClass());
    cached.remove(object);
    cached.handlers.forEach(h -> h.onDelete(object));
  }

  @Override
  public <T extends HasMetadata> Informer<T> informer(Class<T> type) {
    return cached(type);
  }

  @Override
  public <T extends HasMetadata> Informer<T> informer(ResourceType type, Class<T> model) {
    return cached(model);
  }

  @Override
  public void drop(ResourceType type) {}

  @Override
  public List<InformerState> states() {
    return List.of();
  }

  @Override
  public void start() {}

  @Override
  public boolean awaitSync(Duration atMost) {
    return true;
  }

  @Override
  public void close() {}
}
