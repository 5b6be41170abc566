package dev.setpoint.api.admission;

/** One check or completion of writes: a bean each, run by {@link #order}. */
public interface AdmissionPlugin {

  String name();

  /** Lower runs first; no two plugins share a place. */
  int order();

  /** Whether it runs unless it is disabled; others run where they are enabled. */
  default boolean onByDefault() {
    return true;
  }

  /** May change the object, or refuse it with an ApiException; runs before validation. */
  default void admit(AdmissionRequest request) {}

  /** Sees the final object, and may refuse it with an ApiException. */
  default void validate(AdmissionRequest request) {}
}
