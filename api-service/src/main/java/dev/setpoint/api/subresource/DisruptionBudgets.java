package dev.setpoint.api.subresource;

import dev.setpoint.api.registry.LabelSelectors;
import dev.setpoint.api.registry.Trees;
import dev.setpoint.api.storage.ListQuery;
import dev.setpoint.api.storage.ObjectCursor;
import dev.setpoint.api.storage.ObjectStore;
import dev.setpoint.api.storage.StoredObject;
import dev.setpoint.api.storage.Write;
import dev.setpoint.api.storage.WriteResult;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusCause;
import dev.setpoint.common.error.StatusReason;
import dev.setpoint.common.resource.ResourceType;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the PodDisruptionBudgets of a namespace still allow. */
@Component
final class DisruptionBudgets {

  private static final ResourceType TYPE =
      new ResourceType("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", true);

  /** The name by which Kubernetes refuses evictions that a budget's own state forbids. */
  private static final ResourceType REFUSED =
      new ResourceType("policy", "v1", "poddisruptionbudget", "PodDisruptionBudget", true);

  private static final int MAX_TRIES = 20;
  private static final int MAX_DISRUPTED = 2000;
  private static final int RETRY_SECONDS = 10;

  private final ObjectStore store;
  private final Clock clock;

  DisruptionBudgets(ObjectStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Why a Pod may be evicted. */
  enum Grant {
    /** No budget is about it. */
    NONE,
    /** It is not ready, so that its budget does not count on it. */
    NOT_HEALTHY,
    /** Its budget was reduced by one. */
    SPENT
  }

  /** Throws 429 when the budget that is about the Pod has nothing left. */
  Grant spend(ObjectNode pod, boolean dryRun) {
    List<StoredObject> budgets = about(pod);
    if (budgets.isEmpty()) {
      return Grant.NONE;
    }
    if (budgets.size() > 1) {
      throw new ApiException(
          500,
          null,
          "This pod has more than one PodDisruptionBudget, which the eviction subresource does not"
              + " support.",
          null);
    }
    StoredObject budget = budgets.getFirst();
    for (int attempt = 1; attempt <= MAX_TRIES; attempt++) {
      ObjectNode tree = budget.tree();
      if (!isReady(pod) && sparesUnready(tree)) {
        return Grant.NOT_HEALTHY;
      }
      decrement(tree, Trees.text(pod, "metadata", "name"));
      if (dryRun
          || store.write(new Write.Update(TYPE, budget.key(), budget.revision(), tree))
              instanceof WriteResult.Done) {
        return Grant.SPENT;
      }
      String name = budget.key().name();
      budget = store.get(TYPE, budget.key()).orElseThrow(() -> ApiException.notFound(TYPE, name));
    }
    throw new ApiException(
        504,
        StatusReason.Timeout,
        "Timeout: couldn't update PodDisruptionBudget \""
            + budget.key().name()
            + "\" due to conflicts",
        new ApiException.Details("", "", "", "", List.of(), RETRY_SECONDS));
  }

  private List<StoredObject> about(ObjectNode pod) {
    JsonNode labels = Trees.at(pod, "metadata", "labels");
    List<StoredObject> found = new ArrayList<>();
    if (labels.isEmpty()) {
      return found;
    }
    String namespace = Trees.text(pod, "metadata", "namespace");
    try (ObjectCursor all =
        store.list(new ListQuery(TYPE, namespace, 0, null, 0, tree -> selects(tree, labels)))) {
      all.forEachRemaining(found::add);
    }
    return found;
  }

  private static boolean selects(ObjectNode budget, JsonNode labels) {
    JsonNode selector = Trees.at(budget, "spec", "selector");
    return selector.isObject()
        && LabelSelectors.isUsable(selector)
        && LabelSelectors.matches(selector, labels);
  }

  private static boolean isReady(ObjectNode pod) {
    return Trees.objects(pod, "status", "conditions").stream()
        .anyMatch(
            condition ->
                Trees.text(condition, "type").equals("Ready")
                    && Trees.text(condition, "status").equals("True"));
  }

  private static boolean sparesUnready(ObjectNode budget) {
    int desired = Trees.number(budget, "status", "desiredHealthy");
    return Trees.text(budget, "spec", "unhealthyPodEvictionPolicy").equals("AlwaysAllow")
        || (desired > 0 && Trees.number(budget, "status", "currentHealthy") >= desired);
  }

  private void decrement(ObjectNode budget, String pod) {
    String name = Trees.text(budget, "metadata", "name");
    ObjectNode status = Trees.child(budget, "status");
    if (status.path("observedGeneration").longValue(0)
        < Trees.at(budget, "metadata", "generation").longValue(0)) {
      throw violates(
          "The disruption budget " + name + " is still being processed by the server.",
          RETRY_SECONDS);
    }
    int allowed = Trees.number(status, "disruptionsAllowed");
    if (allowed < 0) {
      throw ApiException.forbidden(REFUSED, name, "pdb disruptions allowed is negative");
    }
    if (status.path("disruptedPods").size() > MAX_DISRUPTED) {
      throw ApiException.forbidden(
          REFUSED,
          name,
          "DisruptedPods map too big - too many evictions not confirmed by PDB controller");
    }
    if (allowed == 0) {
      throw violates(
          "The disruption budget "
              + name
              + " needs "
              + Trees.number(status, "desiredHealthy")
              + " healthy pods and has "
              + Trees.number(status, "currentHealthy")
              + " currently",
          0);
    }
    status.put("disruptionsAllowed", allowed - 1);
    if (allowed == 1) {
      nothingLeft(status);
    }
    Trees.child(status, "disruptedPods").put(pod, now());
  }

  private void nothingLeft(ObjectNode status) {
    ObjectNode found = null;
    for (ObjectNode condition : Trees.objects(status, "conditions")) {
      if (Trees.text(condition, "type").equals("DisruptionAllowed")) {
        found = condition;
      }
    }
    if (found == null) {
      found = Trees.list(status, "conditions").addObject();
      found.put("type", "DisruptionAllowed");
    }
    if (!Trees.text(found, "status").equals("False")) {
      found.put("lastTransitionTime", now());
    }
    found.put("status", "False").put("reason", "InsufficientPods").put("message", "");
    found.put("observedGeneration", status.path("observedGeneration").longValue(0));
  }

  private String now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static ApiException violates(String why, int retrySeconds) {
    return new ApiException(
        429,
        StatusReason.TooManyRequests,
        "Cannot evict pod as it would violate the pod's disruption budget.",
        new ApiException.Details(
            "", "", "", "", List.of(new StatusCause("DisruptionBudget", why, "")), retrySeconds));
  }
}
