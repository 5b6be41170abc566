package dev.setpoint.api.reasons;

import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.ResourceRegistry;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.storage.ListQuery;
import dev.setpoint.api.storage.ObjectCursor;
import dev.setpoint.api.storage.ObjectStore;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Finds what made an object be there, and what is there because of it. */
@Component
final class Relatives {

  static final ResourceType EVENTS = new ResourceType("", "v1", "events", "Event", true);

  private static final ResourceType PODS = new ResourceType("", "v1", "pods", "Pod", true);
  private static final ResourceType JOBS = new ResourceType("batch", "v1", "jobs", "Job", true);
  private static final ResourceType REPLICA_SETS =
      new ResourceType("apps", "v1", "replicasets", "ReplicaSet", true);
  private static final ResourceType AUTOSCALERS =
      new ResourceType(
          "autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler", true);

  private static final Map<String, ResourceType> CHILDREN =
      Map.of(
          "CronJob", JOBS,
          "DaemonSet", PODS,
          "Deployment", REPLICA_SETS,
          "Job", PODS,
          "ReplicaSet", PODS,
          "ReplicationController", PODS,
          "StatefulSet", PODS);

  /** Owners of owners, far beyond what occurs; bounds a cycle too. */
  private static final int MAX_DEPTH = 10;

  private static final int MAX_SHOWN = 50;

  private final ObjectStore store;
  private final ResourceRegistry registry;

  Relatives(ObjectStore store, ResourceRegistry registry) {
    this.store = store;
    this.registry = registry;
  }

  /** The object with all that is there because of it. */
  Link below(ObjectNode object, Readable readable) {
    return below(object, readable, 0);
  }

  private Link below(ObjectNode object, Readable readable, int depth) {
    if (text(object, "kind").equals(AUTOSCALERS.kind())) {
      List<Link> target =
          scaled(object, readable).map(found -> below(found, readable, depth + 1)).stream()
              .toList();
      return new Link(object, target, 0);
    }
    ResourceType type = CHILDREN.get(text(object, "kind"));
    String namespace = text(object, "metadata", "namespace");
    if (type == null || depth > MAX_DEPTH || !readable.lists(type, namespace)) {
      return new Link(object, List.of(), 0);
    }
    String uid = text(object, "metadata", "uid");
    List<ObjectNode> children = find(type, namespace, child -> owns(uid, child) && !idle(child));
    // Those in trouble first: what is cut off is what needs no explaining.
    children.sort(Comparator.comparing(child -> Gaps.of(child).isEmpty()));
    List<Link> shown =
        children.stream().limit(MAX_SHOWN).map(each -> below(each, readable, depth + 1)).toList();
    return new Link(object, shown, children.size() - shown.size());
  }

  /** Puts what an object is there because of above it, up to what nothing owns. */
  Link above(Link link, Readable readable) {
    Link top = link;
    for (int depth = 0; depth < MAX_DEPTH; depth++) {
      Optional<ObjectNode> cause = cause(top.object(), readable);
      if (cause.isEmpty()) {
        return top;
      }
      top = new Link(cause.get(), List.of(top), 0);
    }
    return top;
  }

  private Optional<ObjectNode> cause(ObjectNode object, Readable readable) {
    for (ObjectNode reference : objects(object, "metadata", "ownerReferences")) {
      if (reference.path("controller").booleanValue(false)) {
        return owner(object, reference, readable);
      }
    }
    String namespace = text(object, "metadata", "namespace");
    if (!registry
            .findByKind(text(object, "apiVersion"), text(object, "kind"))
            .map(Relatives::scalable)
            .orElse(false)
        || !readable.lists(AUTOSCALERS, namespace)) {
      return Optional.empty();
    }
    return find(AUTOSCALERS, namespace, autoscaler -> scales(autoscaler, object)).stream()
        .findFirst();
  }

  private static boolean scalable(ResourceStrategy strategy) {
    return strategy.subresources().stream().anyMatch(each -> each.name().equals("scale"));
  }

  private Optional<ObjectNode> owner(ObjectNode object, ObjectNode reference, Readable readable) {
    return get(object, reference, readable)
        .filter(found -> text(found, "metadata", "uid").equals(text(reference, "uid")));
  }

  private Optional<ObjectNode> scaled(ObjectNode autoscaler, Readable readable) {
    return autoscaler.path("spec").path("scaleTargetRef") instanceof ObjectNode reference
        ? get(autoscaler, reference, readable)
        : Optional.empty();
  }

  /** What a reference with apiVersion, kind and name means, seen from an object. */
  private Optional<ObjectNode> get(ObjectNode from, ObjectNode reference, Readable readable) {
    String name = text(reference, "name");
    return registry
        .findByKind(text(reference, "apiVersion"), text(reference, "kind"))
        .map(ResourceStrategy::storedType)
        .flatMap(
            type -> {
              String namespace = type.namespaced() ? text(from, "metadata", "namespace") : "";
              return readable.gets(type, namespace, name)
                  ? store.get(type, new ObjectKey(namespace, name))
                  : Optional.empty();
            })
        .map(found -> found.tree());
  }

  /** The objects of a namespace that a rule picks. */
  List<ObjectNode> find(ResourceType type, String namespace, Predicate<ObjectNode> picked) {
    List<ObjectNode> found = new ArrayList<>();
    try (ObjectCursor all = store.list(new ListQuery(type, namespace, 0, null, 0, picked))) {
      all.forEachRemaining(each -> found.add(each.tree()));
    }
    return found;
  }

  private static boolean owns(String uid, ObjectNode child) {
    return objects(child, "metadata", "ownerReferences").stream()
        .anyMatch(reference -> text(reference, "uid").equals(uid));
  }

  /** The emptied ReplicaSets of earlier revisions. */
  private static boolean idle(ObjectNode object) {
    return text(object, "kind").equals(REPLICA_SETS.kind())
        && number(object, "spec", "replicas") == 0
        && number(object, "status", "replicas") == 0;
  }

  private static boolean scales(ObjectNode autoscaler, ObjectNode object) {
    ObjectNode target =
        autoscaler.path("spec").path("scaleTargetRef") instanceof ObjectNode found
            ? found
            : autoscaler.objectNode();
    return text(target, "kind").equals(text(object, "kind"))
        && text(target, "name").equals(text(object, "metadata", "name"));
  }
}
