package dev.setpoint.api.admission.podsecurity;

import org.jspecify.annotations.Nullable;

/**
 * One rule of the standards.
 *
 * @param id also its place among the rules of its level
 * @param since the minor version that it came with
 * @param overrides the rule of the baseline that this one takes the place of; empty for none
 */
record SecurityCheck(String id, Level level, int since, String overrides, Rule rule) {

  /** Null when the Pod keeps the rule. */
  @FunctionalInterface
  interface Rule {
    @Nullable Violation check(PodView pod, int minor);
  }
}
