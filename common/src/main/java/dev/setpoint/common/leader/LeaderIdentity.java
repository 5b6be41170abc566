package dev.setpoint.common.leader;

import dev.setpoint.common.host.HostName;
import java.util.UUID;

/** By which name a process holds Leases. */
public final class LeaderIdentity {

  private LeaderIdentity() {}

  /**
   * What was told, or else a name that no other process and no later run has. Only who makes sure
   * that a single process at a time goes by a name may tell one: started again, it then leads at
   * once, where others wait for the Lease to run out.
   *
   * @param told empty for nothing
   */
  public static String of(String told) {
    return told.isEmpty() ? HostName.get() + "_" + UUID.randomUUID() : told;
  }
}
