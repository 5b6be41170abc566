package dev.setpoint.api.pipeline;

/**
 * The options that create, update, patch and delete share.
 *
 * @param dryRun everything but the store
 * @param fieldManager who the fields that are set belong to; empty when nobody says
 * @param applies whether fields are managed by what is applied rather than by what changes
 * @param force whether what is applied may take fields from other managers
 */
public record WriteOptions(
    boolean dryRun,
    FieldValidation fieldValidation,
    String fieldManager,
    boolean applies,
    boolean force) {

  /** Of a write by the server itself. */
  public WriteOptions(boolean dryRun, FieldValidation fieldValidation) {
    this(dryRun, fieldValidation, "kube-apiserver", false, false);
  }

  /** What becomes of unknown and duplicate fields. */
  public enum FieldValidation {
    IGNORE,
    WARN,
    STRICT
  }
}
