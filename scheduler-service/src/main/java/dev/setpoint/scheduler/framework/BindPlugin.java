package dev.setpoint.scheduler.framework;

import dev.setpoint.scheduler.snapshot.PodInfo;

/** Tells the API which Node a Pod goes to; the first one that handles the Pod ends the phase. */
public interface BindPlugin extends Plugin {

  Result bind(PodInfo pod, String node) throws InterruptedException;

  /** How binding went. */
  sealed interface Result {

    /** Not for this plugin. */
    record Skip() implements Result {}

    record Bound() implements Result {}

    /** The Pod is gone, or another was faster: there is nothing left to place. */
    record Obsolete(String why) implements Result {}

    record Failed(String why) implements Result {}
  }
}
