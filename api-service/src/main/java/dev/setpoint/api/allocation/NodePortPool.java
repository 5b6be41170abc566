package dev.setpoint.api.allocation;

import dev.setpoint.api.allocation.Ledger.Owner;
import dev.setpoint.common.error.ApiException;
import java.util.concurrent.ThreadLocalRandom;

/** The ports that every node opens for Services. */
final class NodePortPool implements Pool {

  private static final int TRIES = 64;

  private final int first;
  private final int last;
  private final Ledger ledger;

  NodePortPool(int first, int last, Ledger ledger) {
    this.first = first;
    this.last = last;
    this.ledger = ledger;
  }

  @Override
  public String take(String thing, Owner owner, boolean dryRun) {
    int port = Integer.parseInt(thing);
    if (dryRun) {
      return ledger.isTaken(thing) ? "provided port is already allocated" : "";
    }
    if (port < first || port > last) {
      return "provided port is not in the valid range. The range of valid ports is "
          + first
          + "-"
          + last;
    }
    return ledger.take(thing, owner, null) ? "" : "provided port is already allocated";
  }

  @Override
  public String takeAny(Owner owner, boolean dryRun) {
    int size = last - first + 1;
    for (int i = 0; i < TRIES; i++) {
      String port = String.valueOf(first + ThreadLocalRandom.current().nextInt(size));
      if (dryRun || ledger.take(port, owner, null)) {
        return port;
      }
    }
    var taken = ledger.all().keySet();
    for (int i = first; i <= last; i++) {
      String port = String.valueOf(i);
      if (!taken.contains(port) && ledger.take(port, owner, null)) {
        return port;
      }
    }
    throw ApiException.internal("failed to allocate a nodePort: range is full");
  }

  @Override
  public void release(String thing, Owner owner) {
    ledger.release(thing, owner);
  }
}
