package dev.setpoint.scheduler.framework;

import dev.setpoint.scheduler.snapshot.PodInfo;
import java.time.Duration;

/** The last word before binding: yes, no, or wait for others (gangs). */
public interface PermitPlugin extends Plugin {

  Permission permit(PodInfo pod, String node);

  /** A permit's answer. */
  sealed interface Permission {

    record Allow() implements Permission {}

    record Deny(Verdict verdict) implements Permission {}

    /**
     * Holds the binding until {@link Waiting#allow} is called for the Pod, or denies it in time.
     */
    record Wait(Duration atMost) implements Permission {}
  }

  /** The Pods held at this phase, through which a plugin lets them go. */
  interface Waiting {

    void allow(String podUid, String plugin);

    void deny(String podUid, String plugin, String reason);
  }
}
