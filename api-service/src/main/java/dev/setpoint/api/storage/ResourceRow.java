package dev.setpoint.api.storage;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.io.Serializable;
import org.hibernate.annotations.ColumnTransformer;
import org.hibernate.annotations.Immutable;

/** The current state of one object; written by the group commit only. */
@Entity
@Immutable
@Table(name = "resource")
class ResourceRow {

  @Embeddable
  record Id(String type, String namespace, String name) implements Serializable {}

  @EmbeddedId Id id;

  String uid;

  long revision;

  @Column(columnDefinition = "jsonb")
  @ColumnTransformer(read = "cast(body as text)")
  String body;

  @SuppressWarnings("NullAway.Init")
  protected ResourceRow() {}
}
