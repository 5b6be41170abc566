package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.copy;
import static dev.setpoint.api.registry.Trees.object;

import dev.setpoint.api.registry.Generations;
import dev.setpoint.api.registry.ResourceStrategy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What all kinds with a spec that holds a Pod template, and a status, do alike. */
public abstract class TemplatedStrategy implements ResourceStrategy {

  private final String[] holder;

  /**
   * @param holder the path of the object that has the template, {@code spec} for most
   */
  protected TemplatedStrategy(String... holder) {
    this.holder = holder.clone();
  }

  /** Fills the status of a new object, empty for most. */
  protected void startStatus(ObjectNode status) {}

  /** Whether the object's name becomes part of Pods' names, so that it should be a DNS label. */
  protected boolean namesPods() {
    return true;
  }

  @Override
  public void prepareForCreate(ObjectNode object) {
    startStatus(object.putObject("status"));
    dropUnserved(object, null);
    Generations.first(object);
  }

  @Override
  public void prepareForUpdate(ObjectNode object, ObjectNode old) {
    copy(old, object, "status");
    dropUnserved(object, old);
    Generations.bumpIfSpecChanged(object, old);
  }

  @Override
  public void prepareForStatusUpdate(ObjectNode object, ObjectNode old) {
    copy(old, object, "spec");
    copy(child(old, "metadata"), child(object, "metadata"), "generation");
  }

  @Override
  public List<String> warnings(ObjectNode object, @Nullable ObjectNode old) {
    List<String> warnings = new ArrayList<>();
    if (old == null && namesPods()) {
      warnings.addAll(PodWarnings.ofName(object, "Pod names and hostnames"));
    }
    ObjectNode spec = template(object);
    if (spec != null) {
      warnings.addAll(
          PodWarnings.ofTemplate(
              spec, old == null ? null : template(old), String.join(".", holder) + ".template"));
    }
    return warnings;
  }

  private @Nullable ObjectNode template(ObjectNode object) {
    ObjectNode at = object(object, holder);
    return at == null ? null : object(at, "template", "spec");
  }

  private void dropUnserved(ObjectNode object, @Nullable ObjectNode old) {
    ObjectNode at = object(object, holder);
    if (at != null) {
      PodSpecDefaults.dropUnservedInTemplate(at, old == null ? null : object(old, holder));
    }
  }
}
