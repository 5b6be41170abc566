package dev.setpoint.api.admission;

import static dev.setpoint.api.registry.Trees.text;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** Finds the class that an annotation marks as the default: of several, the newest. */
final class DefaultClasses {

  private DefaultClasses() {}

  static Optional<String> find(List<ObjectNode> classes, String... annotations) {
    return classes.stream()
        .filter(
            c ->
                Stream.of(annotations)
                    .anyMatch(key -> text(c, "metadata", "annotations", key).equals("true")))
        .min(
            Comparator.comparing((ObjectNode c) -> text(c, "metadata", "creationTimestamp"))
                .reversed()
                .thenComparing(c -> text(c, "metadata", "name")))
        .map(c -> text(c, "metadata", "name"));
  }
}
