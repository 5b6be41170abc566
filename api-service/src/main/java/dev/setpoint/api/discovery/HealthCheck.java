package dev.setpoint.api.discovery;

import org.jspecify.annotations.Nullable;

/** One thing the API server can't do without, shown in {@code /readyz?verbose}. */
public interface HealthCheck {

  /** For example {@code postgres}. */
  String name();

  /** Whether a failure means that only a restart helps, so that {@code /livez} fails too. */
  default boolean vital() {
    return false;
  }

  /** Null when all is well, else what is wrong; answers within a second or so. */
  @Nullable String problem();
}
