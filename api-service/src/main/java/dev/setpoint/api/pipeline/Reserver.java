package dev.setpoint.api.pipeline;

import dev.setpoint.common.resource.ResourceType;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes what objects of a kind need from a pool that all share, such as addresses, before an object
 * is checked and written: a bean a kind.
 */
public interface Reserver {

  boolean serves(ResourceType type);

  /**
   * Fills in what a new object needs.
   *
   * @param object with its name; is changed
   */
  Reservation forCreate(ObjectNode object, boolean dryRun);

  /** Fills in what a changed object needs more; what it needs less is given up once written. */
  Reservation forUpdate(ObjectNode object, ObjectNode old, boolean dryRun);

  /** Gives up what a removed object had. */
  void afterRemoval(ObjectNode last);

  /** What was taken for one write: kept when it is done, given back when it is not. */
  interface Reservation {

    Reservation NOTHING =
        new Reservation() {
          @Override
          public void keep() {}

          @Override
          public void giveBack() {}
        };

    void keep();

    void giveBack();
  }
}
