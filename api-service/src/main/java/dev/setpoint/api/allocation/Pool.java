package dev.setpoint.api.allocation;

import dev.setpoint.api.allocation.Ledger.Owner;

/** Things that Services take, by name. */
interface Pool {

  /** Why this very thing cannot be had; empty when it now is, or in a dry run could be. */
  String take(String thing, Owner owner, boolean dryRun);

  /** Takes any. */
  String takeAny(Owner owner, boolean dryRun);

  void release(String thing, Owner owner);
}
