package dev.setpoint.api.registry;

import dev.setpoint.common.error.StatusCause;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects what is wrong with an object, in the words and field paths of Kubernetes' {@code
 * field.Error} (k8s.io/apimachinery/pkg/util/validation/field).
 */
public final class FieldErrors {

  /** An answer that lists more problems than this is read by nobody, and could fill the memory. */
  private static final int MAX_CAUSES = 5_000;

  private final List<StatusCause> causes = new ArrayList<>();

  public boolean isEmpty() {
    return causes.isEmpty();
  }

  public List<StatusCause> causes() {
    return List.copyOf(causes);
  }

  public void required(String field, String detail) {
    add("FieldValueRequired", field, "Required value" + (detail.isEmpty() ? "" : ": " + detail));
  }

  public void invalid(String field, Object value, String detail) {
    add(
        "FieldValueInvalid",
        field,
        "Invalid value: " + quoted(value) + (detail.isEmpty() ? "" : ": " + detail));
  }

  public void forbidden(String field, String detail) {
    add("FieldValueForbidden", field, "Forbidden" + (detail.isEmpty() ? "" : ": " + detail));
  }

  public void duplicate(String field, Object value) {
    add("FieldValueDuplicate", field, "Duplicate value: " + quoted(value));
  }

  public void notSupported(String field, Object value, List<String> supported) {
    add(
        "FieldValueNotSupported",
        field,
        "Unsupported value: "
            + quoted(value)
            + ": supported values: "
            + String.join(", ", supported.stream().map(FieldErrors::quoted).toList()));
  }

  public void tooLong(String field, String detail) {
    add("FieldValueTooLong", field, "Too long: " + detail);
  }

  public void notFound(String field, Object value) {
    add("FieldValueNotFound", field, "Not found: " + quoted(value));
  }

  public void tooMany(String field, int count, int max) {
    add(
        "FieldValueTooMany",
        field,
        "Too many: " + count + ": must have at most " + max + " item" + (max == 1 ? "" : "s"));
  }

  public void internal(String field, String detail) {
    add("InternalError", field, "Internal error: " + detail);
  }

  /** An invalid value that is not shown. */
  public void invalidAs(String field, String detail) {
    add("FieldValueInvalid", field, "Invalid value: " + detail);
  }

  /** What was set for good and has changed. */
  public void immutable(String field, Object value) {
    invalid(field, value, "field is immutable");
  }

  /** An invalid value per problem found. */
  public void invalid(String field, Object value, List<String> problems) {
    problems.forEach(problem -> invalid(field, value, problem));
  }

  /** The usual complaint about a negative number, when it is one. */
  public void nonNegative(String field, long value) {
    if (value < 0) {
      invalid(field, value, "must be greater than or equal to 0");
    }
  }

  public void addAll(FieldErrors other) {
    int room = Math.min(other.causes.size(), MAX_CAUSES - causes.size());
    causes.addAll(other.causes.subList(0, room));
  }

  /** A cause whose message is already complete. */
  public void add(String reason, String field, String message) {
    if (causes.size() < MAX_CAUSES) {
      causes.add(new StatusCause(reason, message, field));
    }
  }

  private static String quoted(Object value) {
    return value instanceof String text ? GoFormat.quote(text) : String.valueOf(value);
  }
}
