package dev.setpoint.api.registry;

import java.util.List;

/**
 * A subresource as discovery lists it.
 *
 * @param name for example {@code status}
 * @param group group of the kind it reads and writes; empty with an empty version for the parent's
 * @param version version of that kind
 * @param kind for example {@code Scale}
 * @param verbs for example get, patch, update
 */
public record Subresource(
    String name, String group, String version, String kind, List<String> verbs) {

  /** The usual status subresource of a kind. */
  public static Subresource status(String kind) {
    return new Subresource("status", "", "", kind, List.of("get", "patch", "update"));
  }

  /** HTTP passed through with any method. */
  public static Subresource proxy(String options) {
    return new Subresource(
        "proxy", "", "", options, List.of("create", "delete", "get", "patch", "update"));
  }

  /** The usual autoscaling/v1 Scale. */
  public static Subresource scale() {
    return new Subresource(
        "scale", "autoscaling", "v1", "Scale", List.of("get", "patch", "update"));
  }
}
