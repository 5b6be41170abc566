package dev.setpoint.api.registry;

import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Everything that sets one kind apart. The pipeline owns the order of steps and all of metadata
 * (uid, creationTimestamp, generateName, finalizers, managedFields); a strategy is pure policy over
 * JSON trees and keeps no state. Routes, discovery, OpenAPI, tables, watches and the Kafka topic
 * follow from the list of strategy beans.
 */
public interface ResourceStrategy {

  ResourceType type();

  /** The type under which objects are kept: another one where a {@link ViewStrategy} shows them. */
  default ResourceType storedType() {
    return type();
  }

  /** An object of this version in the form that is kept; the same one for most kinds. */
  default ObjectNode toStored(ObjectNode object) {
    return object;
  }

  /** The reverse of {@link #toStored}; may change its argument. */
  default ObjectNode fromStored(ObjectNode stored) {
    return stored;
  }

  /**
   * Whether objects are kept; other kinds are answered by a {@code CreateOnlyResource} or a {@code
   * ComputedResource}.
   */
  default boolean stored() {
    return true;
  }

  default String singular() {
    return type().kind().toLowerCase(Locale.ROOT);
  }

  default List<String> shortNames() {
    return List.of();
  }

  default List<String> categories() {
    return List.of();
  }

  /** What every answer about a kind that is on its way out warns of; empty for most. */
  default String deprecation() {
    return "";
  }

  /** What may be done with objects and collections, in discovery's order. */
  default List<String> verbs() {
    return List.of(
        "create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
  }

  /** Subresources, in any order; {@code status} and {@code scale} are served generically. */
  default List<Subresource> subresources() {
    return List.of();
  }

  /** Of those, the ones that are the object itself and are served as {@code status} is, by name. */
  default Map<String, SubresourceRules> views() {
    return Map.of();
  }

  /** All that is wrong with a name (or a generateName prefix); empty when it is fine. */
  default List<String> nameProblems(String name, boolean isPrefix) {
    return Names.subdomain(name, isPrefix);
  }

  /** Whether a PUT to a name that does not exist creates it. */
  default boolean allowCreateOnUpdate() {
    return false;
  }

  /** Whether a PUT without a resourceVersion is accepted. */
  default boolean allowUnconditionalUpdate() {
    return true;
  }

  /** Sets what a client may leave out; runs on every decoded object, before validation. */
  default void setDefaults(ObjectNode object) {}

  /** Drops what a creator may not set (status), and sets the first generation where kept. */
  default void prepareForCreate(ObjectNode object) {}

  void validate(ObjectNode object, FieldErrors errors);

  /** Restores what an updater may not change (status), and bumps the generation when due. */
  default void prepareForUpdate(ObjectNode object, ObjectNode old) {}

  /** Checks the update; {@code validate}'s checks are not run again unless called from here. */
  void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors);

  /** Whether Kubernetes' own checks of an update check all metadata, not only what may change. */
  default boolean revalidatesMetadata() {
    return false;
  }

  /** For a write to {@code /status}: everything but status (and some metadata) comes from old. */
  default void prepareForStatusUpdate(ObjectNode object, ObjectNode old) {}

  default void validateStatusUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {}

  /**
   * What a write leaves as it is, whatever it says, so that no writer manages it: paths from the
   * root, with dots.
   *
   * @param subresource empty for the resource itself
   */
  default List<String> resetFields(String subresource) {
    return switch (subresource) {
      case "" ->
          subresources().stream().anyMatch(s -> s.name().equals("status"))
              ? List.of("status")
              : List.of();
      case "status", "approval" -> List.of("spec");
      case "finalize" -> List.of("status");
      default -> List.of();
    };
  }

  /** Texts for Warning headers on create and update. */
  default List<String> warnings(ObjectNode object, @Nullable ObjectNode old) {
    return List.of();
  }

  /**
   * The grace period in seconds that a deletion with {@code asked} gets, or empty when this kind is
   * deleted at once. Zero deletes at once too.
   */
  default OptionalLong gracePeriodSeconds(ObjectNode object, OptionalLong asked) {
    return OptionalLong.empty();
  }

  /** Whether a deletion answers the object it removed; most kinds answer a Status. */
  default boolean returnsDeletedObject() {
    return false;
  }

  /**
   * Whether dependents are collected, so that the orphan and foreground policies mean something.
   */
  default boolean garbageCollected() {
    return true;
  }

  /** Whether a deletion that does not say what becomes of dependents leaves them. */
  default boolean orphansByDefault() {
    return false;
  }

  /** What a deletion warns of that leaves dependents only by default; empty for nothing. */
  default String orphanWarning() {
    return "";
  }

  /**
   * Whether a deletion first only marks the object, by {@link #markForDeletion}, and removes it
   * once {@link #mayBeRemoved} says so.
   */
  default boolean deletionOnlyMarks() {
    return false;
  }

  /** Changes what else shows that the object is going, beside its deletionTimestamp. */
  default void markForDeletion(ObjectNode object) {}

  /** Whether an object that is going and has no metadata.finalizers left may be removed. */
  default boolean mayBeRemoved(ObjectNode object) {
    return true;
  }

  /** Field selectors beside metadata.name and metadata.namespace, with how to read each. */
  default Map<String, Function<ObjectNode, String>> selectableFields() {
    return Map.of();
  }

  /** What a selector on any other field is refused with. */
  default String unselectable(String field) {
    return selectableFields().isEmpty()
        ? GoFormat.quote(field)
            + " is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
        : "field label not supported: " + field;
  }

  /** Annotations that stand for fields of older versions: bare metadata goes without them. */
  default Set<String> annotationsForFields() {
    return Set.of();
  }

  /** Printer columns and cells for Table answers. */
  default TableLayout table() {
    return TableLayout.NAME_AND_AGE;
  }
}
