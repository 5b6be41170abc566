package dev.setpoint.common.informer;

/** Hears of each change of a cached object, one at a time and in revision order. */
public interface ResourceHandler<T> {

  void onAdd(T object);

  void onUpdate(T before, T after);

  void onDelete(T object);
}
