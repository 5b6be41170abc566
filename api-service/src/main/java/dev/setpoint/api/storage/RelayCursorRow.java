package dev.setpoint.api.storage;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** How far the relay certainly is. */
@Entity
@Table(name = "relay_cursor")
class RelayCursorRow {

  @Id boolean onlyRow;

  long revision;

  protected RelayCursorRow() {}
}
