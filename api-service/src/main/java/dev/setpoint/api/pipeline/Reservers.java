package dev.setpoint.api.pipeline;

import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** All {@link Reserver}s. */
@Component
class Reservers {

  private final List<Reserver> reservers;

  Reservers(List<Reserver> reservers) {
    this.reservers = List.copyOf(reservers);
  }

  Reserver.Reservation forCreate(WriteRequest request, ObjectNode object) {
    for (Reserver reserver : reservers) {
      if (reserver.serves(request.type())) {
        return reserver.forCreate(object, request.dryRun());
      }
    }
    return Reserver.Reservation.NOTHING;
  }

  /** Writes to subresources change nothing that is reserved. */
  Reserver.Reservation forUpdate(WriteRequest request, ObjectNode object, ObjectNode old) {
    if (request.subresource().isEmpty()) {
      for (Reserver reserver : reservers) {
        if (reserver.serves(request.type())) {
          return reserver.forUpdate(object, old, request.dryRun());
        }
      }
    }
    return Reserver.Reservation.NOTHING;
  }

  void afterRemoval(ResourceType type, ObjectNode last) {
    for (Reserver reserver : reservers) {
      if (reserver.serves(type)) {
        reserver.afterRemoval(last);
      }
    }
  }
}
