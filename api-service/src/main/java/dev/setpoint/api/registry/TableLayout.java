package dev.setpoint.api.registry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/**
 * The printer columns of a kind with how to fill each.
 *
 * @param columns in the order shown; the first is the name
 */
public record TableLayout(List<Column> columns) {

  public static final TableLayout NAME_AND_AGE = builder().name().age().build();

  /** For kinds that no one gave columns to. */
  public static final TableLayout NAME_AND_CREATED_AT =
      builder()
          .name()
          .column(
              "Created At",
              "date",
              Descriptions.AGE,
              0,
              (o, now) -> o.path("metadata").path("creationTimestamp").asString(""))
          .build();

  /** Whether no one gave the kind columns: Kubernetes then has no list of rows where none are. */
  public boolean plain() {
    return equals(NAME_AND_CREATED_AT);
  }

  /**
   * @param type OpenAPI type: string, integer, boolean, date
   * @param format {@code name} for the name column, else usually empty
   * @param priority 0 is always shown, 1 with {@code -o wide}
   * @param cell object and current time to a String, Number or Boolean
   */
  public record Column(
      String name,
      String type,
      String format,
      String description,
      int priority,
      BiFunction<ObjectNode, Instant, Object> cell) {}

  public static Builder builder() {
    return new Builder();
  }

  /** Builds a layout column by column. */
  public static final class Builder {
    private final List<Column> columns = new ArrayList<>();

    public Builder name() {
      return name(0);
    }

    public Builder name(int priority) {
      columns.add(
          new Column(
              "Name",
              "string",
              "name",
              Descriptions.NAME,
              priority,
              (o, now) -> o.path("metadata").path("name").asString("")));
      return this;
    }

    /** The name, with something told beside it. */
    public Builder name(Function<ObjectNode, String> cell) {
      return named("Name", Descriptions.NAME, cell);
    }

    /** A column whose texts are names. */
    public Builder named(String name, String description, Function<ObjectNode, String> cell) {
      columns.add(new Column(name, "string", "name", description, 0, (o, now) -> cell.apply(o)));
      return this;
    }

    /** The name as a plain text. */
    public Builder plainName() {
      return column(
          "Name",
          "string",
          Descriptions.NAME,
          0,
          (o, now) -> o.path("metadata").path("name").asString(""));
    }

    /** The creation time, told as an age such as {@code 5m}. */
    public Builder age() {
      return column("Age", "string", Descriptions.AGE, 0, Ages::sinceCreation);
    }

    public Builder column(
        String name,
        String type,
        String description,
        int priority,
        BiFunction<ObjectNode, Instant, Object> cell) {
      columns.add(new Column(name, type, "", description, priority, cell));
      return this;
    }

    public TableLayout build() {
      return new TableLayout(List.copyOf(columns));
    }
  }

  private static final class Descriptions {
    static final String NAME =
        "Name must be unique within a namespace. Is required when creating resources, although some"
            + " resources may allow a client to request the generation of an appropriate name"
            + " automatically. Name is primarily intended for creation idempotence and configuration"
            + " definition. Cannot be updated. More info:"
            + " https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names";
    static final String AGE =
        "CreationTimestamp is a timestamp representing the server time when this object was created."
            + " It is not guaranteed to be set in happens-before order across separate operations."
            + " Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\n"
            + "Populated by the system. Read-only. Null for lists. More info:"
            + " https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata";
  }
}
