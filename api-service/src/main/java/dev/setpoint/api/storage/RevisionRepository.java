package dev.setpoint.api.storage;

import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** Reads the newest and the oldest revision. */
interface RevisionRepository extends Repository<RevisionRow, Boolean> {

  @Query("select r.value from RevisionRow r")
  long newest();

  @Query("select h.droppedTo from HistoryRow h")
  long droppedTo();
}
