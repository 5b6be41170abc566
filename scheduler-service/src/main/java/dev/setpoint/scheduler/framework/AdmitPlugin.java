package dev.setpoint.scheduler.framework;

import dev.setpoint.scheduler.snapshot.PodInfo;

/** PreEnqueue: holds a Pod back before it is considered at all. */
public interface AdmitPlugin extends Plugin {

  Verdict admit(PodInfo pod);
}
