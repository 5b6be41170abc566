package dev.setpoint.api.admission.podsecurity;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** Holds a Pod against a level: the rules of the baseline first, then those of the restricted. */
final class Standards {

  private Standards() {}

  static List<Violation> violations(ObjectNode pod, LevelVersion policy) {
    if (policy.level() == Level.PRIVILEGED) {
      return List.of();
    }
    int minor = policy.minor();
    List<SecurityCheck> restricted =
        policy.level() == Level.RESTRICTED
            ? RestrictedChecks.ALL.stream().filter(check -> check.since() <= minor).toList()
            : List.of();
    Set<String> overridden =
        restricted.stream().map(SecurityCheck::overrides).collect(Collectors.toSet());
    List<SecurityCheck> checks = new ArrayList<>(BaselineChecks.ALL);
    checks.removeIf(check -> overridden.contains(check.id()));
    checks.addAll(restricted);
    PodView view = new PodView(pod);
    return checks.stream()
        .map(check -> check.rule().check(view, minor))
        .filter(Objects::nonNull)
        .toList();
  }

  static String details(List<Violation> violations) {
    return violations.stream().map(Violation::toString).collect(Collectors.joining(", "));
  }

  static String reasons(List<Violation> violations) {
    return violations.stream().map(Violation::reason).collect(Collectors.joining(", "));
  }
}
