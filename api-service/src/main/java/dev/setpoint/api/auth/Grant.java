package dev.setpoint.api.auth;

/** What allows a request; the reason is put into words only when somebody asks. */
@FunctionalInterface
public interface Grant {

  /** A grant that gives no reason. */
  Grant SILENT = () -> "";

  String reason();
}
