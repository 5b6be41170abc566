package dev.setpoint.api.storage;

import java.util.Optional;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** Reads current states. */
interface ResourceRepository extends Repository<ResourceRow, ResourceRow.Id> {

  /** Without an entity: nothing is tracked, and the body is text once. */
  record Found(String uid, long revision, String body) {}

  @Query(
      "select new dev.setpoint.api.storage.ResourceRepository$Found(r.uid, r.revision, r.body)"
          + " from ResourceRow r where r.id = :id")
  Optional<Found> find(ResourceRow.Id id);
}
