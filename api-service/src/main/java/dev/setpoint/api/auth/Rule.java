package dev.setpoint.api.auth;

import dev.setpoint.api.rest.RequestInfo;
import java.util.Set;

/**
 * Grants verbs on resources of one API group.
 *
 * @param group API group; empty for the core group
 * @param resources plurals, or {@code plural/subresource}
 */
record Rule(String group, Set<String> resources, Set<String> verbs) {

  static final Set<String> READ = Set.of("get", "list", "watch");

  boolean allows(RequestInfo what) {
    String resource =
        what.subresource().isEmpty() ? what.plural() : what.plural() + "/" + what.subresource();
    return group.equals(what.group())
        && resources.contains(resource)
        && verbs.contains(what.verb());
  }
}
