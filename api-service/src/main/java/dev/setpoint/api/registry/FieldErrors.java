package dev.setpoint.api.registry;

import dev.setpoint.common.error.StatusCause;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects what is wrong with an object, in the words and field paths of Kubernetes' {@code
 * field.Error} (k8s.io/apimachinery/pkg/util/validation/field).
 */
public final class FieldErrors {

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
    add("FieldValueInvalid", field, "Invalid value: " + quoted(value) + ": " + detail);
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

  /** A cause whose message is already complete. */
  public void add(String reason, String field, String message) {
    causes.add(new StatusCause(reason, message, field));
  }

  private static String quoted(Object value) {
    return value instanceof String text
        ? "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\""
        : String.valueOf(value);
  }
}
