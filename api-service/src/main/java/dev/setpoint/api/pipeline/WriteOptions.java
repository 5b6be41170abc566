package dev.setpoint.api.pipeline;

/**
 * The options that create, update, patch and delete share.
 *
 * @param dryRun everything but the store
 */
public record WriteOptions(boolean dryRun, FieldValidation fieldValidation) {

  /** What becomes of unknown and duplicate fields. */
  public enum FieldValidation {
    IGNORE,
    WARN,
    STRICT
  }
}
