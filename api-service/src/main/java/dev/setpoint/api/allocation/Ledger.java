package dev.setpoint.api.allocation;

import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.storage.ListQuery;
import dev.setpoint.api.storage.ObjectCursor;
import dev.setpoint.api.storage.ObjectStore;
import dev.setpoint.api.storage.StoredObject;
import dev.setpoint.api.storage.Write;
import dev.setpoint.api.storage.WriteResult;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who has what of a pool: an object in the store for each thing taken, named like the thing, so
 * that of two takers exactly one gets it, on whatever replica they are.
 */
final class Ledger {

  private final ObjectStore store;
  private final Clock clock;
  private final ResourceType type;

  Ledger(ObjectStore store, Clock clock, ResourceType type) {
    this.store = store;
    this.clock = clock;
    this.type = type;
  }

  /** Whoever has something: a Service. */
  record Owner(String namespace, String name) {

    static Owner of(ObjectNode service) {
      return new Owner(text(service, "metadata", "namespace"), text(service, "metadata", "name"));
    }
  }

  /**
   * Something taken.
   *
   * @param since when it was taken
   */
  record Entry(Owner owner, Instant since) {}

  /** False when it is taken already. */
  boolean take(String thing, Owner owner, @Nullable ObjectNode labels) {
    ObjectNode entry = KubeJson.TREES.createObjectNode();
    entry.put("apiVersion", type.apiVersion()).put("kind", type.kind());
    ObjectNode metadata = entry.putObject("metadata");
    metadata
        .put("name", thing)
        .put("uid", UUID.randomUUID().toString())
        .put("creationTimestamp", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    if (labels != null) {
      metadata.set("labels", labels);
    }
    entry
        .putObject("spec")
        .putObject("parentRef")
        .put("group", "")
        .put("resource", "services")
        .put("namespace", owner.namespace())
        .put("name", owner.name());
    return store.write(new Write.Create(type, new ObjectKey("", thing), entry))
        instanceof WriteResult.Done;
  }

  boolean isTaken(String thing) {
    return store.get(type, new ObjectKey("", thing)).isPresent();
  }

  /** Gives something back, unless another has it by now. */
  void release(String thing, Owner owner) {
    ObjectKey key = new ObjectKey("", thing);
    Optional<StoredObject> there = store.get(type, key);
    if (there.isPresent() && entry(there.get().tree()).owner().equals(owner)) {
      store.write(new Write.Delete(type, key, there.get().revision(), there.get().tree()));
    }
  }

  Map<String, Entry> all() {
    Map<String, Entry> entries = new HashMap<>();
    try (ObjectCursor cursor = store.list(new ListQuery(type, null, 0, null, 0, null))) {
      while (cursor.hasNext()) {
        StoredObject next = cursor.next();
        entries.put(next.key().name(), entry(next.tree()));
      }
    }
    return entries;
  }

  private static Entry entry(ObjectNode tree) {
    return new Entry(
        new Owner(
            text(tree, "spec", "parentRef", "namespace"), text(tree, "spec", "parentRef", "name")),
        Instant.parse(text(tree, "metadata", "creationTimestamp")));
  }
}
