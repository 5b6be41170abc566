package dev.setpoint.api.apply;

import dev.setpoint.api.registry.ResourceRegistry;
import dev.setpoint.api.registry.ResourceStrategy;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** One change of an object, as managers see it who speak of the object in other versions. */
final class VersionedDiff {

  private final ResourceRegistry registry;
  private final Shapes shapes;
  private final ResourceStrategy spoken;
  private final ObjectNode before;
  private final ObjectNode after;
  private final ObjectNode ignored;
  private final Map<String, ObjectDiff> byVersion = new HashMap<>();

  /**
   * @param spoken whose version both objects have
   */
  VersionedDiff(
      ResourceRegistry registry,
      Shapes shapes,
      ResourceStrategy spoken,
      ObjectNode before,
      ObjectNode after,
      ObjectNode ignored) {
    this.registry = registry;
    this.shapes = shapes;
    this.spoken = spoken;
    this.before = before;
    this.after = after;
    this.ignored = ignored;
  }

  ObjectDiff of(String apiVersion) {
    return byVersion.computeIfAbsent(apiVersion, this::between);
  }

  /** A version that is served no more tells nothing new. */
  private ObjectDiff between(String apiVersion) {
    ResourceStrategy version =
        registry
            .findByKind(apiVersion, spoken.type().kind())
            .filter(s -> s.storedType().equals(spoken.storedType()))
            .orElse(spoken);
    Shape shape = shapes.ofKind(version.type().apiVersion(), version.type().kind());
    return ObjectDiff.between(shape, in(version, before), in(version, after)).without(ignored);
  }

  private ObjectNode in(ResourceStrategy version, ObjectNode object) {
    return version.type().equals(spoken.type())
        ? object
        : version.fromStored(spoken.toStored(object.deepCopy()));
  }
}
