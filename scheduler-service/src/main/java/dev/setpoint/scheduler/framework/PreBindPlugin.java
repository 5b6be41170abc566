package dev.setpoint.scheduler.framework;

import dev.setpoint.scheduler.snapshot.PodInfo;

/** Work that must be done before the Pod is bound, such as binding its volumes; may block. */
public interface PreBindPlugin extends Plugin {

  Verdict preBind(PodInfo pod, String node) throws InterruptedException;
}
