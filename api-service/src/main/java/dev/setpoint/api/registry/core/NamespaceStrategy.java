package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.copy;
import static dev.setpoint.api.registry.Trees.defaultText;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.list;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.texts;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.Names;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.Subresource;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Namespaces: the finalizers in their spec are what a deletion waits for. */
@Component
final class NamespaceStrategy implements ResourceStrategy {

  private static final ResourceType TYPE =
      new ResourceType("", "v1", "namespaces", "Namespace", false);

  private static final String NAME_LABEL = "kubernetes.io/metadata.name";

  private static final TableLayout TABLE =
      TableLayout.builder()
          .name()
          .column(
              "Status",
              "string",
              "The status of the namespace",
              0,
              (namespace, now) -> text(namespace, "status", "phase"))
          .age()
          .build();

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public List<String> shortNames() {
    return List.of("ns");
  }

  @Override
  public List<String> verbs() {
    return List.of("create", "delete", "get", "list", "patch", "update", "watch");
  }

  @Override
  public List<Subresource> subresources() {
    return List.of(
        Subresource.status("Namespace"),
        new Subresource("finalize", "", "", "Namespace", List.of("update")));
  }

  /** The names of objects in it become DNS labels, so its own is one. */
  @Override
  public List<String> nameProblems(String name, boolean isPrefix) {
    return Names.label(name, isPrefix);
  }

  @Override
  public void setDefaults(ObjectNode namespace) {
    child(namespace, "spec");
    defaultText(child(namespace, "status"), "phase", "Active");
    labelWithName(namespace);
  }

  private static void labelWithName(ObjectNode namespace) {
    ObjectNode metadata = child(namespace, "metadata");
    String name = text(metadata, "name");
    if (!name.isEmpty()) {
      child(metadata, "labels").put(NAME_LABEL, name);
    }
  }

  @Override
  public void prepareForCreate(ObjectNode namespace) {
    namespace.putObject("status").put("phase", "Active");
    ObjectNode spec = child(namespace, "spec");
    if (!texts(spec, "finalizers").contains("kubernetes")) {
      list(spec, "finalizers").add("kubernetes");
    }
    labelWithName(namespace);
  }

  @Override
  public void validate(ObjectNode namespace, FieldErrors errors) {
    validateFinalizers(namespace, errors);
  }

  private static void validateFinalizers(ObjectNode namespace, FieldErrors errors) {
    String path = "spec.finalizers";
    for (String finalizer : texts(namespace, "spec", "finalizers")) {
      errors.invalid(path, finalizer, Names.qualifiedName(finalizer));
      if (!finalizer.contains("/") && !finalizer.equals("kubernetes")) {
        errors.invalid(
            path, finalizer, "name is neither a standard finalizer name nor is it fully qualified");
      }
    }
  }

  @Override
  public void prepareForUpdate(ObjectNode namespace, ObjectNode old) {
    copy(child(old, "spec"), child(namespace, "spec"), "finalizers");
    copy(old, namespace, "status");
    labelWithName(namespace);
  }

  @Override
  public void validateUpdate(ObjectNode namespace, ObjectNode old, FieldErrors errors) {}

  @Override
  public void prepareForStatusUpdate(ObjectNode namespace, ObjectNode old) {
    copy(old, namespace, "spec");
  }

  @Override
  public void validateStatusUpdate(ObjectNode namespace, ObjectNode old, FieldErrors errors) {
    String phase = text(namespace, "status", "phase");
    boolean going = has(namespace, "metadata", "deletionTimestamp");
    if (!going && !phase.equals("Active")) {
      errors.invalid("status.Phase", phase, "may only be 'Active' if `deletionTimestamp` is empty");
    }
    if (going && !phase.equals("Terminating")) {
      errors.invalid(
          "status.Phase", phase, "may only be 'Terminating' if `deletionTimestamp` is not empty");
    }
  }

  @Override
  public boolean deletionOnlyMarks() {
    return true;
  }

  @Override
  public void markForDeletion(ObjectNode namespace) {
    child(namespace, "status").put("phase", "Terminating");
  }

  @Override
  public boolean mayBeRemoved(ObjectNode namespace) {
    return namespace.path("spec").path("finalizers").isEmpty();
  }

  @Override
  public Map<String, Function<ObjectNode, String>> selectableFields() {
    return Map.of(
        "status.phase",
        namespace -> text(namespace, "status", "phase"),
        "name",
        namespace -> text(namespace, "metadata", "name"));
  }

  @Override
  public TableLayout table() {
    return TABLE;
  }
}
