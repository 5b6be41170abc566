package dev.setpoint.api.subresource;

import dev.setpoint.api.auth.RequestIdentity;
import dev.setpoint.api.pipeline.DeleteOptions;
import dev.setpoint.api.pipeline.Deleter;
import dev.setpoint.api.pipeline.Warnings;
import dev.setpoint.api.pipeline.WriteOptions;
import dev.setpoint.api.pipeline.WriteRequest;
import dev.setpoint.api.registry.Trees;
import dev.setpoint.api.rest.DeleteOptionsReader;
import dev.setpoint.api.rest.Exchange;
import dev.setpoint.api.rest.PostedObjects;
import dev.setpoint.api.rest.SubresourceHandler;
import dev.setpoint.api.storage.ObjectStore;
import dev.setpoint.api.storage.StoredObject;
import dev.setpoint.api.storage.Write;
import dev.setpoint.api.storage.WriteResult;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.resource.ResourceType;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Deletes Pods through {@code pods/eviction}, as far as their disruption budgets allow it
 * (k8s.io/kubernetes/pkg/registry/core/pod/storage/eviction.go).
 */
@Component
final class EvictionHandler implements SubresourceHandler {

  private static final int MAX_TRIES = 20;

  /** The phases in which a Pod does no work that a budget could protect. */
  private static final Set<String> IDLE = Set.of("Pending", "Succeeded", "Failed");

  private final ObjectStore store;
  private final DisruptionBudgets budgets;
  private final Deleter deleter;
  private final PostedObjects posts;
  private final Clock clock;

  EvictionHandler(
      ObjectStore store,
      DisruptionBudgets budgets,
      Deleter deleter,
      PostedObjects posts,
      Clock clock) {
    this.store = store;
    this.budgets = budgets;
    this.deleter = deleter;
    this.posts = posts;
    this.clock = clock;
  }

  @Override
  public boolean serves(ResourceType type, String subresource) {
    return subresource.equals("eviction") && type.qualifiedName().equals("pods");
  }

  @Override
  public Set<String> methods() {
    return Set.of("POST");
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    PostedObjects.Posted posted = posts.read(exchange, "policy/v1", "Eviction");
    ObjectNode eviction = posted.object();
    if (!Trees.text(eviction, "metadata", "name").equals(exchange.name())) {
      throw ApiException.badRequest("name in URL does not match name in Eviction object");
    }
    DeleteOptions deletion =
        withDryRun(
            DeleteOptionsReader.fromTree(Trees.child(eviction, "deleteOptions")),
            exchange.query().all("dryRun"));
    deletion.validate();
    evict(exchange, deletion);
    posts.answerDone(posted);
  }

  private static DeleteOptions withDryRun(DeleteOptions options, List<String> asked) {
    if (asked.isEmpty()) {
      return options;
    }
    if (!options.dryRun().isEmpty() && !options.dryRun().equals(asked)) {
      throw ApiException.badRequest(
          "Non-matching dry-run options in request and content: ["
              + String.join(" ", asked)
              + "] and ["
              + String.join(" ", options.dryRun())
              + "]");
    }
    return options.withDryRun(asked);
  }

  /** Looks again at what changed meanwhile, as long as the client does not insist on a version. */
  private void evict(Exchange exchange, DeleteOptions options) {
    for (int attempt = 1; attempt <= MAX_TRIES; attempt++) {
      StoredObject existing =
          store
              .get(exchange.type(), exchange.key())
              .orElseThrow(() -> ApiException.notFound(exchange.type(), exchange.name()));
      ObjectNode pod = existing.tree();
      boolean unguarded = false;
      if (!isIdle(pod)) {
        switch (budgets.spend(pod, options.isDryRun())) {
          case SPENT, NONE -> {}
          case NOT_HEALTHY -> unguarded = true;
        }
      }
      // An unhealthy Pod may go as long as it does not become healthy, which counts for a budget.
      String version = unguarded ? String.valueOf(existing.revision()) : null;
      if (remove(exchange, existing, pod, options, version)) {
        return;
      }
    }
    throw ApiException.modified(exchange.type(), exchange.name());
  }

  private static boolean isIdle(ObjectNode pod) {
    return IDLE.contains(Trees.text(pod, "status", "phase"))
        || Trees.has(pod, "metadata", "deletionTimestamp");
  }

  /**
   * Notes why the Pod goes, and deletes it.
   *
   * @param only the version that may be deleted; null for any
   * @return false when another version is stored by now
   */
  private boolean remove(
      Exchange exchange,
      StoredObject existing,
      ObjectNode pod,
      DeleteOptions options,
      @Nullable String only) {
    DeleteOptions deletion = options;
    if (!options.isDryRun()) {
      StoredObject noted = note(exchange, existing, pod, options, only);
      if (noted == null) {
        return false;
      }
      if (only != null) {
        deletion = options.withPreconditions(noted.uid(), String.valueOf(noted.revision()));
      } else if (options.resourceVersion() != null) {
        String uid = options.uid() == null ? noted.uid() : options.uid();
        deletion = options.withPreconditions(uid, String.valueOf(noted.revision()));
      }
    }
    WriteRequest request =
        new WriteRequest(
            exchange.strategy(),
            exchange.key(),
            "",
            new WriteOptions(options.isDryRun(), WriteOptions.FieldValidation.IGNORE),
            RequestIdentity.of(exchange.request()),
            new Warnings());
    deleter.delete(request, deletion);
    return true;
  }

  /** Null when the Pod must not have changed, and did. */
  private @Nullable StoredObject note(
      Exchange exchange,
      StoredObject first,
      ObjectNode firstTree,
      DeleteOptions options,
      @Nullable String only) {
    StoredObject existing = first;
    ObjectNode pod = firstTree;
    while (true) {
      Deleter.checkPreconditions(exchange.type(), existing, options);
      PodConditions.setTrue(pod, "DisruptionTarget", clock.instant())
          .put("reason", "EvictionByEvictionAPI")
          .put("message", "Eviction API: evicting");
      switch (store.write(
          new Write.Update(exchange.type(), exchange.key(), existing.revision(), pod))) {
        case WriteResult.Done(StoredObject stored) -> {
          return stored;
        }
        case WriteResult.Missing() -> throw ApiException.notFound(exchange.type(), exchange.name());
        case WriteResult.Stale(), WriteResult.Exists() -> {
          if (only != null) {
            return null;
          }
        }
      }
      existing =
          store
              .get(exchange.type(), exchange.key())
              .orElseThrow(() -> ApiException.notFound(exchange.type(), exchange.name()));
      pod = existing.tree();
    }
  }
}
