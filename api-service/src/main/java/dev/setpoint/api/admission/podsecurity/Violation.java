package dev.setpoint.api.admission.podsecurity;

/** What a Pod does that it may not. */
record Violation(String reason, String detail) {

  @Override
  public String toString() {
    return detail.isEmpty() ? reason : reason + " (" + detail + ")";
  }
}
