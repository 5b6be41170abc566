package dev.setpoint.api.registry;

import tools.jackson.databind.node.ObjectNode;

/** {@code metadata.generation}: counts the changes of what is wanted. */
public final class Generations {

  private Generations() {}

  public static void first(ObjectNode object) {
    Trees.child(object, "metadata").put("generation", 1);
  }

  /** Restores the old generation, one higher when the spec changed. */
  public static void bumpIfSpecChanged(ObjectNode object, ObjectNode old) {
    long generation = old.path("metadata").path("generation").longValue(0);
    if (!Trees.same(object, old, "spec")) {
      generation++;
    }
    if (generation != 0) {
      Trees.child(object, "metadata").put("generation", generation);
    }
  }
}
