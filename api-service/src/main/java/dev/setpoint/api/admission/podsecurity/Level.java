package dev.setpoint.api.admission.podsecurity;

/** How much is asked of Pods, each more than the one before. */
enum Level {
  PRIVILEGED,
  BASELINE,
  RESTRICTED;

  static final String CHOICES = "must be one of privileged, baseline, restricted";

  String label() {
    return switch (this) {
      case PRIVILEGED -> "privileged";
      case BASELINE -> "baseline";
      case RESTRICTED -> "restricted";
    };
  }
}
