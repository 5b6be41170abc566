package dev.setpoint.controller.garbagecollector;

import io.fabric8.kubernetes.api.model.OwnerReference;

/** An object's owner as the API itself says it is. */
record OwnerState(OwnerReference reference, Kind kind) {

  enum Kind {
    /** It is there and stays, or goes without waiting: the object is kept. */
    SOLID,
    /** It does not exist under that name with that uid. */
    ABSENT,
    /** It is being deleted in the foreground and waits for its dependents. */
    WAITING
  }
}
