package dev.setpoint.api.apply;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The entries of metadata.managedFields by who they belong to. Changed by one request. */
final class ManagedFields {

  /** How many managers that update are kept apart. */
  private static final int MAX_UPDATERS = 10;

  private static final String MERGED = "ancient-changes";

  /**
   * Who manages fields.
   *
   * @param apiVersion empty for one that applies: it is the same manager in all versions
   */
  record Manager(String name, boolean applies, String apiVersion, String subresource) {}

  /**
   * What one manages.
   *
   * @param time of the last change; null where none was kept
   */
  record Entry(String apiVersion, @Nullable String time, ObjectNode fields) {
    Entry withFields(ObjectNode other) {
      return new Entry(apiVersion, time, other);
    }
  }

  /** Thrown on managedFields that cannot be understood. */
  static final class Undecodable extends Exception {
    Undecodable(String message) {
      super(message, null, false, false);
    }
  }

  private final Map<Manager, Entry> entries = new LinkedHashMap<>();

  Map<Manager, Entry> entries() {
    return entries;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /**
   * @param trusted whether they come from the store, where only well-formed ones are
   */
  static ManagedFields decode(JsonNode list, boolean trusted) throws Undecodable {
    ManagedFields managed = new ManagedFields();
    int index = 0;
    for (JsonNode entry : list) {
      managed.decodeEntry(entry, index++, trusted);
    }
    return managed;
  }

  private void decodeEntry(JsonNode entry, int index, boolean trusted) throws Undecodable {
    String operation = entry.path("operation").asString("");
    if (!Set.of("Apply", "Update").contains(operation)) {
      throw new Undecodable("operation must be `Apply` or `Update`");
    }
    String version = entry.path("apiVersion").asString("");
    if (version.isEmpty()) {
      throw new Undecodable("apiVersion must not be empty");
    }
    String type = entry.path("fieldsType").asString("");
    if (type.isEmpty()) {
      throw new Undecodable("missing fieldsType in managed fields entry " + index);
    }
    if (!type.equals("FieldsV1")) {
      throw new Undecodable("invalid fieldsType \"" + type + "\" in managed fields entry " + index);
    }
    JsonNode fields = entry.path("fieldsV1");
    if (fields.isMissingNode() || fields.isNull()) {
      fields = FieldSets.empty();
    }
    if (!(fields instanceof ObjectNode set) || !(trusted || FieldSets.isWellFormed(set))) {
      throw new Undecodable("error decoding set");
    }
    boolean applies = operation.equals("Apply");
    entries.put(
        new Manager(
            entry.path("manager").asString(""),
            applies,
            applies ? "" : version,
            entry.path("subresource").asString("")),
        new Entry(version, entry.path("time").asString(null), set));
  }

  /** Sets the entry; an empty set of fields removes it. */
  void put(Manager manager, Entry entry) {
    if (entry.fields().isEmpty()) {
      entries.remove(manager);
    } else {
      entries.put(manager, entry);
    }
  }

  /** Takes fields from all managers but one. */
  void take(@Nullable Manager except, VersionedDiff versions) {
    entries
        .entrySet()
        .removeIf(
            each -> {
              if (each.getKey().equals(except)) {
                return false;
              }
              ObjectNode before = each.getValue().fields();
              ObjectDiff diff = versions.of(each.getValue().apiVersion());
              ObjectNode left =
                  FieldSets.difference(
                      FieldSets.difference(before, diff.changed()), diff.removed());
              each.setValue(each.getValue().withFields(left));
              return left.isEmpty();
            });
  }

  /** Merges the oldest updates of a version into one entry until few enough are left. */
  void cap() {
    List<Manager> updaters = new ArrayList<>();
    entries.keySet().stream().filter(m -> !m.applies()).forEach(updaters::add);
    int count = updaters.size();
    if (count <= MAX_UPDATERS) {
      return;
    }
    updaters.sort(
        Comparator.comparing(this::time)
            .thenComparing(Manager::name)
            .thenComparing(Manager::apiVersion));
    Map<String, Manager> firstOfVersion = new LinkedHashMap<>();
    for (Manager manager : updaters) {
      if (count <= MAX_UPDATERS) {
        return;
      }
      Entry entry = entries.get(manager);
      Manager first = firstOfVersion.putIfAbsent(manager.apiVersion(), manager);
      if (first == null || entry == null) {
        continue;
      }
      Manager bucket = new Manager(MERGED, false, manager.apiVersion(), "");
      Entry merged = entries.get(bucket);
      if (merged == null) {
        merged = entries.remove(first);
      }
      entries.remove(manager);
      ObjectNode fields =
          merged == null ? entry.fields() : FieldSets.union(entry.fields(), merged.fields());
      entries.put(bucket, new Entry(entry.apiVersion(), entry.time(), fields));
      count--;
    }
  }

  private String time(Manager manager) {
    Entry entry = entries.get(manager);
    return entry == null || entry.time() == null ? "" : entry.time();
  }

  /** Null when nobody manages anything. */
  @Nullable ArrayNode encode() {
    if (entries.isEmpty()) {
      return null;
    }
    List<Manager> order = new ArrayList<>(entries.keySet());
    order.sort(
        Comparator.comparing((Manager m) -> !m.applies())
            .thenComparing(this::time)
            .thenComparing(Manager::name)
            .thenComparing(Manager::apiVersion)
            .thenComparing(Manager::subresource));
    ArrayNode list = JsonNodeFactory.instance.arrayNode(order.size());
    for (Manager manager : order) {
      Entry entry = java.util.Objects.requireNonNull(entries.get(manager));
      ObjectNode out = list.addObject();
      if (!manager.name().isEmpty()) {
        out.put("manager", manager.name());
      }
      out.put("operation", manager.applies() ? "Apply" : "Update");
      out.put("apiVersion", entry.apiVersion());
      if (entry.time() != null) {
        out.put("time", entry.time());
      }
      out.put("fieldsType", "FieldsV1");
      out.set("fieldsV1", entry.fields());
      if (!manager.subresource().isEmpty()) {
        out.put("subresource", manager.subresource());
      }
    }
    return list;
  }
}
