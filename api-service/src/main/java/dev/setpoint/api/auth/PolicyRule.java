package dev.setpoint.api.auth;

import dev.setpoint.api.rest.RequestInfo;
import java.util.List;

/**
 * A rule of a role: verbs on resources of API groups, or on paths that are no resource's.
 *
 * @param resources plurals, {@code plural/subresource}, <code>&#42;/subresource</code> or {@code *}
 * @param resourceNames empty for all
 */
public record PolicyRule(
    List<String> verbs,
    List<String> apiGroups,
    List<String> resources,
    List<String> resourceNames,
    List<String> nonResourceUrls) {

  private static final String ALL = "*";

  public static PolicyRule resources(
      List<String> verbs, List<String> apiGroups, List<String> resources) {
    return new PolicyRule(verbs, apiGroups, resources, List.of(), List.of());
  }

  public boolean allows(RequestInfo what) {
    if (!matches(verbs, what.verb())) {
      return false;
    }
    if (!what.resource()) {
      return allowsPath(what.path());
    }
    return matches(apiGroups, what.group())
        && allowsResource(what.plural(), what.subresource())
        && (resourceNames.isEmpty() || resourceNames.contains(what.name()));
  }

  private boolean allowsResource(String plural, String subresource) {
    for (String resource : resources) {
      if (resource.equals(ALL) || names(resource, plural, subresource)) {
        return true;
      }
    }
    return false;
  }

  /** Compares with {@code plural/subresource} without building it. */
  private static boolean names(String resource, String plural, String subresource) {
    if (subresource.isEmpty()) {
      return resource.equals(plural);
    }
    int slash = resource.length() - subresource.length() - 1;
    if (slash < 0 || resource.charAt(slash) != '/' || !resource.endsWith(subresource)) {
      return false;
    }
    return (slash == 1 && resource.charAt(0) == '*')
        || (slash == plural.length() && resource.startsWith(plural));
  }

  boolean allowsPath(String path) {
    for (String url : nonResourceUrls) {
      if (url.equals(ALL)
          || url.equals(path)
          || (url.endsWith(ALL) && path.startsWith(url.substring(0, url.length() - 1)))) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(List<String> granted, String asked) {
    for (String each : granted) {
      if (each.equals(ALL) || each.equals(asked)) {
        return true;
      }
    }
    return false;
  }
}
