package dev.setpoint.api.storage;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.ColumnTransformer;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** One row of the append-only history; written by the group commit only. */
@Entity
@Immutable
@Table(name = "resource_change")
class ChangeRow {

  @Id long revision;

  Instant committedAt;

  String type;

  String namespace;

  String name;

  String uid;

  @Enumerated(EnumType.STRING)
  Change.Op op;

  @Column(columnDefinition = "jsonb")
  @ColumnTransformer(read = "cast(body as text)")
  String body;

  @Column(columnDefinition = "jsonb")
  @ColumnTransformer(read = "cast(old_body as text)")
  @Nullable String oldBody;

  @SuppressWarnings("NullAway.Init")
  protected ChangeRow() {}
}
