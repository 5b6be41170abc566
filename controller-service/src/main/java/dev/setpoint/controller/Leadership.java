package dev.setpoint.controller;

import dev.setpoint.common.leader.LeaderElector;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Which elector fences the writes; it is made last, since what it starts needs the writers. */
final class Leadership {

  private final AtomicReference<@Nullable LeaderElector> elector = new AtomicReference<>();

  void heldBy(LeaderElector elector) {
    this.elector.set(elector);
  }

  boolean isHeld() {
    LeaderElector current = elector.get();
    return current != null && current.isLeader();
  }
}
