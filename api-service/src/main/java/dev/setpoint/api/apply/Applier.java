package dev.setpoint.api.apply;

import dev.setpoint.api.apply.ManagedFields.Entry;
import dev.setpoint.api.apply.ManagedFields.Manager;
import dev.setpoint.api.pipeline.TypeChecker;
import dev.setpoint.api.pipeline.WriteRequest;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.resource.ResourceType;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Server-side apply: merges what a manager wants into an object and settles who manages what. */
@Component
public final class Applier {

  private static final String BEFORE = "before-first-apply";

  private final FieldManager fields;
  private final TypeChecker checker;

  Applier(FieldManager fields, TypeChecker checker) {
    this.fields = fields;
    this.checker = checker;
  }

  /**
   * @param stored the object as it is, or an empty one; not changed
   * @param applied what the manager wants of it; not changed
   * @return the object to write, its managedFields settled, but not defaulted
   * @throws ApiException 409 for conflicts with other managers, unless forced
   */
  public ObjectNode apply(WriteRequest request, ObjectNode stored, ObjectNode applied) {
    ResourceType type = request.strategy().type();
    check(applied, type);
    Shape shape = fields.shape(type);
    ManagedFields managed = managedFields(stored);
    boolean isNew = !stored.path("metadata").has("uid");
    ObjectNode live = isNew ? fields.empty(type) : withoutManagedFields(stored);
    if (managed.isEmpty() && !isNew) {
      VersionedDiff all = fields.diff(request, request.strategy(), fields.empty(type), live);
      fields.own(managed, FieldManager.updater(request, BEFORE), all);
    }
    Map<Manager, Entry> before = Map.copyOf(managed.entries());
    ObjectNode merged;
    try {
      merged = merge(request, shape, managed, live, applied, request.options().force());
    } catch (Conflicts conflicts) {
      Conflicts left = LastApplied.unsettled(request, shape, live, conflicts);
      if (left != null) {
        throw left.status();
      }
      managed.entries().clear();
      managed.entries().putAll(before);
      merged = forced(request, shape, managed, live, applied);
    }
    return finished(request, managed, live, merged, applied);
  }

  /** Refuses what is of another kind, names managers, or has fields that its kind has not. */
  public void check(ObjectNode applied, ResourceType type) {
    checkKind(applied, type.apiVersion(), type.kind());
    JsonNode given = applied.path("metadata").path("managedFields");
    if (!given.isMissingNode() && !given.isNull()) {
      throw ApiException.badRequest("metadata.managedFields must be nil");
    }
    checkTypes(fields.shape(type), applied);
  }

  private ObjectNode finished(
      WriteRequest request,
      ManagedFields managed,
      ObjectNode live,
      ObjectNode merged,
      ObjectNode applied) {
    Manager self = self(request);
    Entry mine = managed.entries().get(self);
    boolean changes = !Values.same(live, merged);
    if (mine != null) {
      ObjectNode own = FieldManager.stripped(mine.fields());
      String time = changes ? fields.now() : mine.time();
      managed.put(self, new Entry(mine.apiVersion(), time, own));
    }
    ObjectNode object = (changes ? merged : live).deepCopy();
    ResourceType type = request.strategy().type();
    object.put("apiVersion", type.apiVersion()).put("kind", type.kind());
    TypeChecker.Result result = checker.check(type.apiVersion(), type.kind(), object);
    if (result.mismatch() != null) {
      throw new ApiException(500, null, result.mismatch(), null);
    }
    LastApplied.refresh(request, object, applied);
    FieldManager.store(object, managed);
    return object;
  }

  private ObjectNode forced(
      WriteRequest request,
      Shape shape,
      ManagedFields managed,
      ObjectNode live,
      ObjectNode applied) {
    try {
      return merge(request, shape, managed, live, applied, true);
    } catch (Conflicts e) {
      throw new IllegalStateException("Conflicts though forced", e);
    }
  }

  /** Says what kube-apiserver says of an object of another kind. */
  private static void checkKind(ObjectNode applied, String apiVersion, String kind) {
    String version = applied.path("apiVersion").asString("");
    String given = applied.path("kind").asString("");
    if (version.equals(apiVersion) && given.equals(kind)) {
      return;
    }
    int slash = version.indexOf('/');
    boolean wellFormed = slash == version.lastIndexOf('/');
    String group = wellFormed ? (slash < 0 ? "/" + version : version) : "/";
    throw ApiException.badRequest("invalid object type: " + group + ", Kind=" + given);
  }

  private static void checkTypes(Shape shape, ObjectNode applied) {
    String problems = AppliedCheck.problems(shape, applied);
    if (problems.isEmpty()) {
      return;
    }
    String version = applied.path("apiVersion").asString("");
    throw new ApiException(
        500,
        null,
        "failed to create typed patch object ("
            + applied.path("metadata").path("namespace").asString("")
            + "/"
            + applied.path("metadata").path("name").asString("")
            + "; "
            + (version.indexOf('/') < 0 ? "/" : "")
            + version
            + ", Kind="
            + applied.path("kind").asString("")
            + "): "
            + problems,
        null);
  }

  private static ManagedFields managedFields(ObjectNode stored) {
    try {
      return ManagedFields.decode(stored.path("metadata").path("managedFields"), true);
    } catch (ManagedFields.Undecodable e) {
      throw new ApiException(500, null, "failed to decode managed fields: " + e.getMessage(), null);
    }
  }

  private static ObjectNode withoutManagedFields(ObjectNode stored) {
    ObjectNode live = stored.objectNode();
    stored.properties().forEach(e -> live.set(e.getKey(), e.getValue()));
    if (stored.get("metadata") instanceof ObjectNode metadata) {
      ObjectNode rest = stored.objectNode();
      metadata.properties().forEach(e -> rest.set(e.getKey(), e.getValue()));
      rest.remove("managedFields");
      live.set("metadata", rest);
    }
    return live;
  }

  static Manager self(WriteRequest request) {
    return new Manager(request.options().fieldManager(), true, "", request.subresource());
  }

  private ObjectNode merge(
      WriteRequest request,
      Shape shape,
      ManagedFields managed,
      ObjectNode live,
      ObjectNode applied,
      boolean force)
      throws Conflicts {
    Manager self = self(request);
    ObjectNode ignored = fields.ignored(request);
    ObjectNode merged = ObjectMerge.merge(shape, live, applied);
    Entry last = managed.entries().get(self);
    ObjectNode wanted = FieldSets.recursiveDifference(ObjectFields.of(shape, applied), ignored);
    managed
        .entries()
        .put(
            self,
            new Entry(
                request.strategy().type().apiVersion(), last == null ? null : last.time(), wanted));
    // What a manager applied in another version is left alone: its fields have other names here.
    if (last != null && last.apiVersion().equals(applied.path("apiVersion").asString(""))) {
      merged = prune(shape, merged, managed, last.fields());
    }
    VersionedDiff diff = fields.diff(request, request.strategy(), live, merged);
    if (!force) {
      Map<Manager, ObjectNode> conflicts = conflicts(managed, self, diff);
      if (!conflicts.isEmpty()) {
        throw new Conflicts(conflicts);
      }
    }
    managed.take(self, diff);
    if (wanted.isEmpty()) {
      managed.entries().remove(self);
    }
    return merged;
  }

  private static Map<Manager, ObjectNode> conflicts(
      ManagedFields managed, Manager self, VersionedDiff diff) {
    Map<Manager, ObjectNode> conflicts = new TreeMap<>(Conflicts.ORDER);
    managed
        .entries()
        .forEach(
            (manager, entry) -> {
              ObjectNode both =
                  manager.equals(self)
                      ? FieldSets.empty()
                      : FieldSets.intersection(
                          entry.fields(), diff.of(entry.apiVersion()).changed());
              if (!both.isEmpty()) {
                conflicts.put(manager, both);
              }
            });
    return conflicts;
  }

  /**
   * Removes what the manager applied the last time and now leaves out, unless another manages it or
   * it was never the manager's.
   */
  private static ObjectNode prune(
      Shape shape, ObjectNode merged, ManagedFields managed, ObjectNode last) {
    if (last.isEmpty()) {
      return merged;
    }
    ObjectNode owned = FieldSets.withNamedFields(last, shape);
    ObjectNode pruned = FieldRemoval.from(shape, merged, owned);
    ObjectNode all = FieldSets.withNamedFields(ObjectFields.of(shape, merged), shape);
    ObjectNode claimed = FieldSets.empty();
    for (Entry entry : managed.entries().values()) {
      claimed = FieldSets.union(claimed, entry.fields());
    }
    pruned =
        FieldRemoval.from(
            shape,
            merged,
            FieldSets.difference(
                all,
                FieldSets.union(
                    FieldSets.withNamedFields(ObjectFields.of(shape, pruned), shape),
                    FieldSets.withNamedFields(claimed, shape))));
    ObjectNode kept = FieldSets.withNamedFields(ObjectFields.of(shape, pruned), shape);
    ObjectNode gone = FieldSets.intersection(FieldSets.difference(all, kept), owned);
    return FieldRemoval.from(shape, merged, gone);
  }
}
