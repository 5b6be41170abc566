package dev.setpoint.api.storage;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/** The revision counter's only row; bumped by the group commit only. */
@Entity
@Immutable
@Table(name = "revision")
class RevisionRow {

  @Id boolean onlyRow;

  long value;

  protected RevisionRow() {}
}
