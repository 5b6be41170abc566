package dev.setpoint.common.error;

/**
 * One cause in a Status' details.
 *
 * @param reason for example {@code FieldValueInvalid}
 * @param message the full text after the field path
 * @param field the path, for example {@code spec.containers[0].name}; may be empty
 */
public record StatusCause(String reason, String message, String field) {}
