package dev.setpoint.standalone;

import java.util.Locale;

/** A part of the all-in-one, in the order in which they start. */
enum Part {
  POSTGRES,
  KAFKA,
  API,
  CONTROLLER,
  SCHEDULER,
  AGENT;

  /** As users see it. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
