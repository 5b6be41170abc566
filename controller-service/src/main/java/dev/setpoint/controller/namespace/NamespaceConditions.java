package dev.setpoint.controller.namespace;

import io.fabric8.kubernetes.api.model.NamespaceCondition;
import io.fabric8.kubernetes.api.model.NamespaceConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells in a terminating namespace's conditions what still holds it, in Kubernetes' words. */
final class NamespaceConditions {

  private NamespaceConditions() {}

  static List<NamespaceCondition> of(
      @Nullable List<NamespaceCondition> before, Remains remains, Instant now) {
    List<NamespaceCondition> wanted =
        List.of(
            condition(
                "NamespaceDeletionDiscoveryFailure",
                "",
                "ResourcesDiscovered",
                "All resources successfully discovered"),
            condition(
                "NamespaceDeletionGroupVersionParsingFailure",
                "",
                "ParsedGroupVersions",
                "All legacy kube types successfully parsed"),
            remains.failures().isEmpty()
                ? condition(
                    "NamespaceDeletionContentFailure",
                    "",
                    "ContentDeleted",
                    "All content successfully deleted, may be waiting on finalization")
                : condition(
                    "NamespaceDeletionContentFailure",
                    "Failed to delete all resource types, %d remaining: %s"
                        .formatted(
                            remains.failures().size(), String.join(", ", remains.failures())),
                    "ContentDeletionFailed",
                    ""),
            remains.resources().isEmpty()
                ? condition(
                    "NamespaceContentRemaining",
                    "",
                    "ContentRemoved",
                    "All content successfully removed")
                : condition(
                    "NamespaceContentRemaining",
                    "Some resources are remaining: " + joined(remains.resources(), " has "),
                    "SomeResourcesRemain",
                    ""),
            remains.finalizers().isEmpty()
                ? condition(
                    "NamespaceFinalizersRemaining",
                    "",
                    "ContentHasNoFinalizers",
                    "All content-preserving finalizers finished")
                : condition(
                    "NamespaceFinalizersRemaining",
                    "Some content in the namespace has finalizers remaining: "
                        + joined(remains.finalizers(), " in "),
                    "SomeFinalizersRemain",
                    ""));
    return merged(before == null ? List.of() : before, wanted, now);
  }

  private static String joined(Map<String, Integer> counts, String between) {
    return counts.entrySet().stream()
        .map(e -> e.getKey() + between + e.getValue() + " resource instances")
        .collect(Collectors.joining(", "));
  }

  /** True with {@code problem} as its message, or False with {@code fine} where there is none. */
  private static NamespaceCondition condition(
      String type, String problem, String reason, String fine) {
    return new NamespaceConditionBuilder()
        .withType(type)
        .withStatus(problem.isEmpty() ? "False" : "True")
        .withReason(reason)
        .withMessage(problem.isEmpty() ? fine : problem)
        .build();
  }

  private static List<NamespaceCondition> merged(
      List<NamespaceCondition> before, List<NamespaceCondition> wanted, Instant now) {
    List<NamespaceCondition> result = new ArrayList<>(before);
    for (NamespaceCondition next : wanted) {
      NamespaceCondition known =
          before.stream().filter(c -> c.getType().equals(next.getType())).findFirst().orElse(null);
      next.setLastTransitionTime(
          known != null && known.getStatus().equals(next.getStatus())
              ? known.getLastTransitionTime()
              : now.truncatedTo(ChronoUnit.SECONDS).toString());
      if (known == null) {
        result.add(next);
      } else {
        result.set(result.indexOf(known), next);
      }
    }
    return result;
  }
}
