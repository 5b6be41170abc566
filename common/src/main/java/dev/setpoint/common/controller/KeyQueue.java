package dev.setpoint.common.controller;

import dev.setpoint.common.resource.ObjectKey;
import java.time.Duration;

/** Where a controller's watches put the keys that need a look. */
public interface KeyQueue {

  void add(ObjectKey key);

  void addAfter(ObjectKey key, Duration delay);
}
