package dev.setpoint.api.storage;

import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Reads the history's edges, and keeps the relay's cursor. */
interface ChangeRepository extends Repository<ChangeRow, Long> {

  @Query("select coalesce(max(c.revision), 0) from ChangeRow c where c.type = :type")
  long lastOf(String type);

  @Query("select r.revision from RelayCursorRow r")
  long relayCursor();

  /** Never backwards: a relay that lost its lock unnoticed may be behind its successor. */
  @Transactional
  @Modifying
  @Query("update RelayCursorRow r set r.revision = :revision where r.revision < :revision")
  int advanceRelayCursor(long revision);
}
