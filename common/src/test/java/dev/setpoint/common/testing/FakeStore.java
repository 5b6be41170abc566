package dev.setpoint.common.testing;

import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ResourceType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The objects of a {@link FakeApi} by their path, with every change kept. */
public final class FakeStore {

  private final Map<String, ObjectNode> objects = new TreeMap<>();
  private final List<Change> history = new ArrayList<>();
  private Consumer<Change> listener = change -> {};
  private long revision = 1;

  /**
   * @param collection path of the collection over all namespaces
   */
  public record Change(String type, long revision, String collection, ObjectNode object) {}

  private record Target(
      String prefix, String namespace, String plural, String name, String subresource) {

    static Target parse(String path) {
      String[] parts = path.substring(1).split("/");
      int at = parts[0].equals("api") ? 2 : 3;
      String prefix = "/" + String.join("/", List.of(parts).subList(0, at));
      String namespace = "";
      if (parts.length > at + 2
          && parts[at].equals("namespaces")
          && !List.of("status", "finalize").contains(parts[at + 2])) {
        namespace = parts[at + 1];
        at += 2;
      }
      return new Target(
          prefix,
          namespace,
          parts[at],
          parts.length > at + 1 ? parts[at + 1] : "",
          parts.length > at + 2 ? parts[at + 2] : "");
    }

    String collection() {
      return prefix + "/" + plural;
    }

    String key() {
      return collection() + " " + namespace + " " + name;
    }

    Target named(String other) {
      return new Target(prefix, namespace, plural, other, "");
    }

    ApiException notFound() {
      return ApiException.notFound(new ResourceType("", "v1", plural, plural, true), name);
    }

    ApiException modified() {
      return ApiException.modified(new ResourceType("", "v1", plural, plural, true), name);
    }
  }

  synchronized void listen(Consumer<Change> to) {
    listener = to;
  }

  public synchronized long revision() {
    return revision;
  }

  /** Everything after a revision; {@code join} runs before anything else can happen. */
  synchronized List<Change> since(long from, Runnable join) {
    join.run();
    return history.stream().filter(change -> change.revision() > from).toList();
  }

  static String watchLine(Change change) {
    ObjectNode event = KubeJson.TREES.createObjectNode();
    event.put("type", change.type()).set("object", change.object());
    return change.collection() + " " + event;
  }

  static boolean belongsTo(String line, String collection) {
    return line.startsWith(collection + " ");
  }

  synchronized ObjectNode handle(
      String method, String path, Map<String, String> query, ObjectNode body) {
    Target target = Target.parse(path);
    return switch (method) {
      case "GET" -> target.name().isEmpty() ? list(target, query) : existing(target).deepCopy();
      case "POST" -> create(target, body);
      case "PUT" -> replace(target, body);
      case "PATCH" -> patch(target, body);
      case "DELETE" -> delete(target, body);
      default -> throw ApiException.badRequest(method);
    };
  }

  private ObjectNode existing(Target target) {
    ObjectNode object = objects.get(target.key());
    if (object == null) {
      throw target.notFound();
    }
    return object;
  }

  private ObjectNode list(Target target, Map<String, String> query) {
    ObjectNode list = KubeJson.TREES.createObjectNode();
    list.put("kind", "List").put("apiVersion", "v1");
    ObjectNode metadata = list.putObject("metadata").put("resourceVersion", "" + revision);
    ArrayNode items = list.putArray("items");
    int from = Integer.parseInt(query.getOrDefault("continue", "0"));
    int limit = Integer.parseInt(query.getOrDefault("limit", "1000000"));
    int at = 0;
    for (Map.Entry<String, ObjectNode> entry : objects.entrySet()) {
      String prefix =
          target.collection()
              + " "
              + (target.namespace().isEmpty() ? "" : target.namespace() + " ");
      if (entry.getKey().startsWith(prefix) && at++ >= from) {
        if (items.size() == limit) {
          metadata.put("continue", "" + (at - 1));
          break;
        }
        items.add(entry.getValue().deepCopy());
      }
    }
    return list;
  }

  private ObjectNode create(Target target, ObjectNode body) {
    ObjectNode object = body.deepCopy();
    ObjectNode metadata = object.withObject("/metadata");
    if (!metadata.has("name")) {
      metadata.put("name", metadata.path("generateName").asString() + UUID.randomUUID());
    }
    Target at = target.named(metadata.path("name").asString());
    if (objects.containsKey(at.key())) {
      throw ApiException.alreadyExists(
          new ResourceType("", "v1", at.plural(), at.plural(), true), at.name());
    }
    metadata.put("uid", UUID.randomUUID().toString());
    metadata.put("creationTimestamp", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    metadata.put("generation", 1);
    if (!target.namespace().isEmpty()) {
      metadata.put("namespace", target.namespace());
    }
    return commit("ADDED", at, object);
  }

  private ObjectNode replace(Target target, ObjectNode body) {
    ObjectNode before = existing(target);
    ObjectNode after = body.deepCopy();
    ObjectNode metadata = after.withObject("/metadata");
    checkVersion(target, before, metadata);
    for (String kept : List.of("uid", "creationTimestamp", "deletionTimestamp", "generation")) {
      if (before.path("metadata").has(kept)) {
        metadata.set(kept, before.path("metadata").get(kept));
      }
    }
    keepOther(target, before, after);
    return settle(target, before, after);
  }

  private void checkVersion(Target target, ObjectNode before, ObjectNode metadata) {
    String version = metadata.path("resourceVersion").asString("");
    String uid = metadata.path("uid").asString("");
    if (!version.isEmpty()
        && !version.equals(before.path("metadata").path("resourceVersion").asString())) {
      throw target.modified();
    }
    if (!uid.isEmpty() && !uid.equals(before.path("metadata").path("uid").asString())) {
      throw target.modified();
    }
  }

  private static void keepOther(Target target, ObjectNode before, ObjectNode after) {
    String kept = target.subresource().equals("status") ? "spec" : "status";
    if (before.has(kept)) {
      after.set(kept, before.get(kept));
    } else {
      after.remove(kept);
    }
  }

  private ObjectNode patch(Target target, ObjectNode patch) {
    ObjectNode before = existing(target);
    checkVersion(target, before, patch.deepCopy().withObject("/metadata"));
    ObjectNode after = before.deepCopy();
    merge(after, patch);
    keepOther(target, before, after);
    return settle(target, before, after);
  }

  /** A merge patch, but lists of conditions and owners merge by type and uid. */
  private static void merge(ObjectNode into, ObjectNode patch) {
    patch
        .properties()
        .forEach(
            field -> {
              JsonNode value = field.getValue();
              String name = field.getKey();
              if (value.isNull()) {
                into.remove(name);
              } else if (value instanceof ObjectNode child) {
                merge(into.withObject("/" + name.replace("~", "~0").replace("/", "~1")), child);
              } else if (value instanceof ArrayNode list && name.equals("conditions")) {
                mergeBy("type", into.withArray("/conditions"), list);
              } else if (value instanceof ArrayNode list && name.equals("ownerReferences")) {
                mergeBy("uid", into.withArray("/ownerReferences"), list);
                if (into.withArray("/ownerReferences").isEmpty()) {
                  into.remove("ownerReferences");
                }
              } else {
                into.set(name, value);
              }
            });
  }

  private static void mergeBy(String key, ArrayNode into, ArrayNode patch) {
    for (JsonNode item : patch) {
      for (int i = into.size() - 1; i >= 0; i--) {
        if (into.get(i).path(key).equals(item.path(key))) {
          into.remove(i);
        }
      }
      if (!item.has("$patch")) {
        into.add(item);
      }
    }
  }

  private ObjectNode settle(Target target, ObjectNode before, ObjectNode after) {
    boolean going = after.path("metadata").has("deletionTimestamp");
    if (going && after.path("metadata").path("finalizers").isEmpty()) {
      objects.remove(target.named(target.name()).key());
      return commit("DELETED", target, after);
    }
    if (!before.path("spec").equals(after.path("spec"))) {
      after
          .withObject("/metadata")
          .put("generation", before.path("metadata").path("generation").asLong() + 1);
    }
    return before.equals(after) ? before : commit("MODIFIED", target, after);
  }

  private ObjectNode delete(Target target, ObjectNode options) {
    ObjectNode object = existing(target).deepCopy();
    ObjectNode metadata = object.withObject("/metadata");
    checkVersion(
        target,
        object,
        options.path("preconditions") instanceof ObjectNode wanted
            ? wanted
            : KubeJson.TREES.createObjectNode());
    String finalizer =
        switch (options.path("propagationPolicy").asString("")) {
          case "Orphan" -> "orphan";
          case "Foreground" -> "foregroundDeletion";
          default -> "";
        };
    if (!finalizer.isEmpty()) {
      metadata.withArray("/finalizers").add(finalizer);
    }
    if (metadata.path("finalizers").isEmpty()) {
      objects.remove(target.key());
      return commit("DELETED", target, object);
    }
    metadata.put("deletionTimestamp", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    return commit("MODIFIED", target, object);
  }

  private ObjectNode commit(String type, Target target, ObjectNode object) {
    revision++;
    object.withObject("/metadata").put("resourceVersion", "" + revision);
    if (!type.equals("DELETED")) {
      objects.put(target.named(target.name()).key(), object);
    }
    Change change = new Change(type, revision, target.collection(), object.deepCopy());
    history.add(change);
    listener.accept(change);
    return object.deepCopy();
  }
}
