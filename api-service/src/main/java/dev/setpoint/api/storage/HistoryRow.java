package dev.setpoint.api.storage;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/** How far back the history reaches. */
@Entity
@Immutable
@Table(name = "history")
class HistoryRow {

  @Id boolean onlyRow;

  long droppedTo;

  protected HistoryRow() {}
}
