package dev.setpoint.api.rbac;

import dev.setpoint.api.auth.PolicyRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether some rules grant all that others do (component-helpers/auth/rbac/validation): each of the
 * others is taken apart into single grants.
 */
final class RuleCover {

  private static final String ALL = "*";

  private RuleCover() {}

  /** The single grants of {@code wanted} that {@code held} lacks. */
  static List<PolicyRule> missing(List<PolicyRule> held, List<PolicyRule> wanted) {
    List<PolicyRule> missing = new ArrayList<>();
    for (PolicyRule rule : wanted) {
      for (PolicyRule single : apart(rule)) {
        if (held.stream().noneMatch(owner -> covers(owner, single))) {
          missing.add(single);
        }
      }
    }
    return missing;
  }

  private static List<PolicyRule> apart(PolicyRule rule) {
    List<PolicyRule> singles = new ArrayList<>();
    for (String group : rule.apiGroups()) {
      for (String resource : rule.resources()) {
        for (String verb : rule.verbs()) {
          if (rule.resourceNames().isEmpty()) {
            singles.add(single(group, resource, verb, List.of()));
          }
          for (String name : rule.resourceNames()) {
            singles.add(single(group, resource, verb, List.of(name)));
          }
        }
      }
    }
    for (String url : rule.nonResourceUrls()) {
      for (String verb : rule.verbs()) {
        singles.add(new PolicyRule(List.of(verb), List.of(), List.of(), List.of(), List.of(url)));
      }
    }
    return singles;
  }

  private static PolicyRule single(String group, String resource, String verb, List<String> names) {
    return new PolicyRule(List.of(verb), List.of(group), List.of(resource), names, List.of());
  }

  private static boolean covers(PolicyRule owner, PolicyRule single) {
    return hasAll(owner.verbs(), single.verbs())
        && hasAll(owner.apiGroups(), single.apiGroups())
        && single.resources().stream().allMatch(r -> coversResource(owner.resources(), r))
        && single.nonResourceUrls().stream().allMatch(u -> coversUrl(owner.nonResourceUrls(), u))
        && (owner.resourceNames().isEmpty()
            || (!single.resourceNames().isEmpty()
                && owner.resourceNames().containsAll(single.resourceNames())));
  }

  private static boolean hasAll(List<String> owned, List<String> wanted) {
    return owned.contains(ALL) || owned.containsAll(wanted);
  }

  private static boolean coversResource(List<String> owned, String wanted) {
    int slash = wanted.indexOf('/');
    return owned.contains(ALL)
        || owned.contains(wanted)
        || (slash >= 0 && owned.contains(ALL + wanted.substring(slash)));
  }

  private static boolean coversUrl(List<String> owned, String wanted) {
    return owned.stream()
        .anyMatch(
            url ->
                url.equals(ALL)
                    || url.equals(wanted)
                    || (url.endsWith(ALL)
                        && wanted.startsWith(url.substring(0, url.length() - 1))));
  }

  /** Joins single grants of the same resource, for messages that people read. */
  static List<PolicyRule> compact(List<PolicyRule> singles) {
    Map<PolicyRule, List<String>> verbs = new LinkedHashMap<>();
    List<PolicyRule> compacted = new ArrayList<>();
    for (PolicyRule rule : singles) {
      if (rule.resources().isEmpty()) {
        compacted.add(rule);
      } else {
        verbs
            .computeIfAbsent(withVerbs(rule, List.of()), r -> new ArrayList<>())
            .addAll(rule.verbs());
      }
    }
    verbs.forEach((rule, all) -> compacted.add(withVerbs(rule, all)));
    return compacted;
  }

  private static PolicyRule withVerbs(PolicyRule rule, List<String> verbs) {
    return new PolicyRule(
        verbs, rule.apiGroups(), rule.resources(), rule.resourceNames(), rule.nonResourceUrls());
  }
}
