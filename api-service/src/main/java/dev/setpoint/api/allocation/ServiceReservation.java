package dev.setpoint.api.allocation;

import dev.setpoint.api.allocation.Ledger.Owner;
import dev.setpoint.api.pipeline.Reserver;
import java.util.ArrayList;
import java.util.List;

/** What one write of one Service takes, and what it gives up once it is done. */
final class ServiceReservation implements Reserver.Reservation {

  private final Owner owner;
  private final boolean dryRun;
  private final List<Taken> taken = new ArrayList<>();
  private final List<Taken> givenUp = new ArrayList<>();

  private record Taken(Pool pool, String thing) {}

  ServiceReservation(Owner owner, boolean dryRun) {
    this.owner = owner;
    this.dryRun = dryRun;
  }

  /** Why it cannot be had; empty when it was taken. */
  String take(Pool pool, String thing) {
    Taken wanted = new Taken(pool, thing);
    if (taken.contains(wanted)) {
      return "provided port is already allocated";
    }
    String problem = pool.take(thing, owner, dryRun);
    if (problem.isEmpty()) {
      taken.add(wanted);
    }
    return problem;
  }

  String takeAny(Pool pool) {
    String thing = pool.takeAny(owner, dryRun);
    taken.add(new Taken(pool, thing));
    return thing;
  }

  void giveUp(Pool pool, String thing) {
    givenUp.add(new Taken(pool, thing));
  }

  @Override
  public void keep() {
    if (!dryRun) {
      givenUp.forEach(t -> t.pool().release(t.thing(), owner));
    }
  }

  @Override
  public void giveBack() {
    if (!dryRun) {
      taken.forEach(t -> t.pool().release(t.thing(), owner));
    }
  }
}
