package dev.setpoint.api.apply;

import dev.setpoint.api.apply.ManagedFields.Entry;
import dev.setpoint.api.apply.ManagedFields.Manager;
import dev.setpoint.api.pipeline.TypeChecker;
import dev.setpoint.api.pipeline.WriteRequest;
import dev.setpoint.api.registry.ResourceRegistry;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.schema.GoTime;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ResourceType;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps metadata.managedFields: who last set which field, by which kind of write
 * (k8s.io/apimachinery/pkg/util/managedfields).
 */
@Component
public final class FieldManager {

  /** What the server itself sets, which nobody manages. */
  private static final ObjectNode STRIPPED =
      KubeJson.readObject(
          """
          {"f:apiVersion":{},"f:kind":{},"f:metadata":{".":{},"f:name":{},"f:namespace":{},
           "f:creationTimestamp":{},"f:selfLink":{},"f:uid":{},"f:clusterName":{},
           "f:generation":{},"f:managedFields":{},"f:resourceVersion":{}}}
          """
              .getBytes(java.nio.charset.StandardCharsets.UTF_8));

  private record Path(ResourceType type, String subresource) {}

  private final Shapes shapes;
  private final ResourceRegistry registry;
  private final TypeChecker checker;
  private final Clock clock;
  private final Map<ResourceType, ObjectNode> emptyObjects = new ConcurrentHashMap<>();
  private final Map<Path, ObjectNode> ignored = new ConcurrentHashMap<>();

  FieldManager(Shapes shapes, ResourceRegistry registry, TypeChecker checker, Clock clock) {
    this.shapes = shapes;
    this.registry = registry;
    this.checker = checker;
    this.clock = clock;
  }

  Shape shape(ResourceType type) {
    return shapes.ofKind(type.apiVersion(), type.kind());
  }

  String now() {
    return GoTime.seconds(clock.instant());
  }

  /** Makes the writer the manager of all that a new object has. */
  public void created(WriteRequest request, ObjectNode object) {
    ObjectNode metadata = metadata(object);
    ManagedFields managed = given(metadata.path("managedFields"));
    update(request, managed, empty(request.type()), object);
    store(object, managed);
  }

  /**
   * Makes the writer the manager of all that it changes.
   *
   * @param object has managedFields of its own only where its sender wants to change them
   */
  public void updated(WriteRequest request, ObjectNode live, ObjectNode object) {
    JsonNode stored = live.path("metadata").path("managedFields");
    JsonNode sent = metadata(object).path("managedFields");
    if (request.subresource().isEmpty() && isReset(sent)) {
      metadata(object).remove("managedFields");
      return;
    }
    ManagedFields managed = null;
    if (request.subresource().isEmpty() && !sent.isEmpty() && !sent.equals(stored)) {
      managed = given(sent);
    }
    if (managed == null || managed.isEmpty()) {
      managed = trusted(stored);
    }
    // What nobody managed when it was made stays so until something is applied to it.
    if (!managed.isEmpty()) {
      update(request, managed, live, object);
    }
    store(object, managed);
  }

  private static boolean isReset(JsonNode sent) {
    return sent.size() == 1 && sent.path(0).isObject() && sent.path(0).isEmpty();
  }

  private static ManagedFields given(JsonNode list) {
    try {
      return ManagedFields.decode(list, false);
    } catch (ManagedFields.Undecodable e) {
      return new ManagedFields();
    }
  }

  private static ManagedFields trusted(JsonNode list) {
    try {
      return ManagedFields.decode(list, true);
    } catch (ManagedFields.Undecodable e) {
      return new ManagedFields();
    }
  }

  private void update(
      WriteRequest request, ManagedFields managed, ObjectNode live, ObjectNode object) {
    VersionedDiff diff = diff(request, kept(request), live, object);
    Manager manager = updater(request, request.options().fieldManager());
    if (!diff.of(manager.apiVersion()).isEmpty()) {
      own(managed, manager, diff);
      managed.cap();
    }
  }

  private ResourceStrategy kept(WriteRequest request) {
    ResourceType type = request.type();
    return registry.findByKind(type.apiVersion(), type.kind()).orElse(request.strategy());
  }

  /**
   * @param spoken whose version both objects have
   */
  VersionedDiff diff(
      WriteRequest request, ResourceStrategy spoken, ObjectNode before, ObjectNode after) {
    return new VersionedDiff(registry, shapes, spoken, before, after, ignored(request));
  }

  /** Of the version that the request speaks, whatever version is kept. */
  static Manager updater(WriteRequest request, String name) {
    return new Manager(
        name.isEmpty() ? "unknown" : name,
        false,
        request.strategy().type().apiVersion(),
        request.subresource());
  }

  /** Gives all that changed to one that updates, beside what it has already. */
  void own(ManagedFields managed, Manager manager, VersionedDiff versions) {
    managed.take(null, versions);
    ObjectDiff diff = versions.of(manager.apiVersion());
    ObjectNode mine =
        FieldSets.difference(FieldSets.difference(diff.changed(), diff.removed()), STRIPPED);
    if (!mine.isEmpty()) {
      Entry before = managed.entries().get(manager);
      ObjectNode all = before == null ? mine : FieldSets.union(mine, before.fields());
      managed.put(manager, new Entry(manager.apiVersion(), now(), all));
    }
  }

  static ObjectNode stripped(ObjectNode set) {
    return FieldSets.difference(set, STRIPPED);
  }

  /** What an object of a kind is before anything is set: structs that are held by value. */
  ObjectNode empty(ResourceType type) {
    return emptyObjects.computeIfAbsent(
        type,
        t -> {
          ObjectNode object = KubeJson.TREES.createObjectNode();
          checker.check(t.apiVersion(), t.kind(), object);
          return object;
        });
  }

  ObjectNode ignored(WriteRequest request) {
    return ignored.computeIfAbsent(
        new Path(request.type(), request.subresource()),
        path -> set(request.strategy().resetFields(path.subresource())));
  }

  private static ObjectNode set(List<String> paths) {
    ObjectNode set = FieldSets.empty();
    for (String path : paths) {
      Trail trail = Trail.into(set);
      for (String name : path.split("\\.")) {
        trail = trail.at(PathElements.field(name));
      }
      trail.mark();
    }
    return set;
  }

  static ObjectNode metadata(ObjectNode object) {
    return object.get("metadata") instanceof ObjectNode metadata
        ? metadata
        : object.putObject("metadata");
  }

  static void store(ObjectNode object, ManagedFields managed) {
    @Nullable ArrayNode list = managed.encode();
    if (list == null) {
      metadata(object).remove("managedFields");
    } else {
      metadata(object).set("managedFields", list);
    }
  }
}
