package dev.setpoint.agent.probe;

import org.jspecify.annotations.Nullable;

/**
 * What the probes of one running container have found so far.
 *
 * @param condemned why it has to be killed; null while it may live
 */
public record ContainerHealth(boolean started, boolean ready, @Nullable Condemned condemned) {

  /** A container without probes is started and ready as soon as it runs. */
  public static final ContainerHealth WELL = new ContainerHealth(true, true, null);

  /**
   * A failed liveness or startup probe.
   *
   * @param probe {@code liveness} or {@code startup}
   * @param graceSeconds the probe's own grace period, if it has one
   */
  public record Condemned(String probe, @Nullable Long graceSeconds) {}
}
