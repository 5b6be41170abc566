package dev.setpoint.api.rbac;

import dev.setpoint.api.auth.PolicyRule;
import dev.setpoint.api.pipeline.SystemWriter;
import dev.setpoint.api.rbac.DefaultPolicy.Item;
import dev.setpoint.api.registry.Trees;
import dev.setpoint.api.storage.ListQuery;
import dev.setpoint.api.storage.ObjectCursor;
import dev.setpoint.api.storage.ObjectStore;
import dev.setpoint.api.storage.StoredObject;
import dev.setpoint.api.storage.Write;
import dev.setpoint.common.resource.ObjectKey;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sees to the default policy at each start, before the service is ready: makes what is missing,
 * gives back rules and subjects that were taken away, and leaves alone what was added, and whatever
 * carries the annotation with "false".
 */
@Component
@Order(200)
final class PolicyReconciler implements ApplicationRunner {

  static final String AUTO_UPDATE = "rbac.authorization.kubernetes.io/autoupdate";

  private static final Logger log = LoggerFactory.getLogger(PolicyReconciler.class);

  private final ObjectStore store;
  private final SystemWriter writer;
  private final PolicyFeed feed;

  PolicyReconciler(ObjectStore store, SystemWriter writer, PolicyFeed feed) {
    this.store = store;
    this.writer = writer;
    this.feed = feed;
  }

  @Override
  public void run(ApplicationArguments arguments) throws InterruptedException {
    Map<RbacKind, Map<ObjectKey, StoredObject>> stored = new EnumMap<>(RbacKind.class);
    for (RbacKind kind : RbacKind.values()) {
      stored.put(kind, list(kind));
    }
    List<Future<?>> writes = new ArrayList<>();
    // All at once, so that they share commits.
    try (var together = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Item item : DefaultPolicy.read()) {
        StoredObject found = stored.getOrDefault(item.kind(), Map.of()).get(item.key());
        if (found == null) {
          writes.add(together.submit(() -> create(item)));
        } else {
          ObjectNode repaired = repaired(item, found.tree());
          if (repaired != null) {
            writes.add(together.submit(() -> update(item, found.revision(), repaired)));
          }
        }
      }
    }
    for (Future<?> write : writes) {
      try {
        write.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("cannot write the default policy", e.getCause());
      }
    }
    if (!writes.isEmpty()) {
      log.info("Wrote {} roles and bindings of the default policy", writes.size());
    }
    feed.start();
  }

  private Map<ObjectKey, StoredObject> list(RbacKind kind) {
    Map<ObjectKey, StoredObject> found = new HashMap<>();
    try (ObjectCursor all = store.list(new ListQuery(kind.type(), null, 0, null, 0, null))) {
      all.forEachRemaining(object -> found.put(object.key(), object));
    }
    return found;
  }

  private void create(Item item) {
    writer.create(item.kind().type(), item.key(), item.tree());
  }

  /** When somebody else was faster, then to the same end. */
  private void update(Item item, long revision, ObjectNode repaired) {
    store.write(new Write.Update(item.kind().type(), item.key(), revision, repaired));
  }

  /** Null when nothing is amiss. */
  static @Nullable ObjectNode repaired(Item item, ObjectNode stored) {
    ObjectNode wanted = item.tree();
    if (Trees.at(stored, "metadata", "annotations")
        .path(AUTO_UPDATE)
        .asString("")
        .equals("false")) {
      return null;
    }
    ObjectNode repaired = stored.deepCopy();
    if (item.kind().isRole()) {
      addRules(repaired, wanted);
    } else if (Trees.same(stored, wanted, "roleRef")) {
      addAll(repaired, wanted, "subjects");
    } else {
      repaired.set("roleRef", wanted.path("roleRef"));
      repaired.remove("subjects");
      addAll(repaired, wanted, "subjects");
    }
    for (String field : List.of("labels", "annotations")) {
      ObjectNode into = Trees.child(Trees.child(repaired, "metadata"), field);
      Trees.textMap(wanted, "metadata", field)
          .forEach(
              (k, v) -> {
                if (!into.has(k)) {
                  into.put(k, v);
                }
              });
    }
    return repaired.equals(stored) ? null : repaired;
  }

  private static void addRules(ObjectNode role, ObjectNode wanted) {
    if (Trees.has(wanted, "aggregationRule")) {
      ObjectNode rule = Trees.child(role, "aggregationRule");
      addAll(rule, Trees.child(wanted, "aggregationRule"), "clusterRoleSelectors");
      return;
    }
    List<PolicyRule> missing = RuleCover.missing(PolicyRules.of(role), PolicyRules.of(wanted));
    if (!missing.isEmpty()) {
      Trees.list(role, "rules").addAll(PolicyRules.json(RuleCover.compact(missing)));
    }
  }

  /** Adds what a list lacks. */
  private static void addAll(ObjectNode object, ObjectNode wanted, String field) {
    for (JsonNode each : wanted.path(field)) {
      boolean present = false;
      for (JsonNode held : object.path(field)) {
        present |= Trees.same(held, each);
      }
      if (!present) {
        Trees.list(object, field).add(each.deepCopy());
      }
    }
  }
}
