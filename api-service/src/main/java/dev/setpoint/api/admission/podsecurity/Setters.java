package dev.setpoint.api.admission.podsecurity;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** Who of a Pod sets something in its security context: the Pod itself, some of its containers. */
record Setters(boolean pod, List<String> containers) {

  static Setters of(PodView pod, Predicate<JsonNode> sets) {
    return new Setters(
        sets.test(pod.spec().path("securityContext")),
        pod.named(c -> sets.test(c.path("securityContext"))));
  }

  boolean isEmpty() {
    return !pod && containers.isEmpty();
  }

  /** {@code pod and container "a"}. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    if (pod) {
      parts.add("pod");
    }
    if (!containers.isEmpty()) {
      parts.add(PodView.containers(containers));
    }
    return String.join(" and ", parts);
  }
}
