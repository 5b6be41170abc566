package dev.setpoint.common.informer;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Notes what a handler hears as {@code +name@revision}, {@code ~name@revision}, {@code -name}. */
final class Recorder<T extends HasMetadata> implements ResourceHandler<T> {

  private final List<String> heard = new CopyOnWriteArrayList<>();

  List<String> heard() {
    return List.copyOf(heard);
  }

  void clear() {
    heard.clear();
  }

  @Override
  public void onAdd(T object) {
    heard.add("+" + describe(object));
  }

  @Override
  public void onUpdate(T before, T after) {
    heard.add("~" + describe(after));
  }

  @Override
  public void onDelete(T object) {
    heard.add("-" + object.getMetadata().getName());
  }

  private static String describe(HasMetadata object) {
    return object.getMetadata().getName() + "@" + object.getMetadata().getResourceVersion();
  }
}
