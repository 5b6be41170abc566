package dev.setpoint.common.informer;

import dev.setpoint.common.resource.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A read-only view of an informer's cache. Objects are shared: never mutate one, copy it first. */
public interface Store<T extends HasMetadata> {

  @Nullable T get(ObjectKey key);

  default @Nullable T get(String namespace, String name) {
    return get(new ObjectKey(namespace, name));
  }

  List<T> list();

  /** Objects of one namespace. */
  List<T> list(String namespace);

  /**
   * Objects whose index function yielded {@code value}; the index must have been added before the
   * informer started.
   */
  List<T> byIndex(String index, String value);

  /** Adds an index; {@code values} yields the keys an object is filed under. */
  void addIndex(String index, Function<T, List<String>> values);
}
