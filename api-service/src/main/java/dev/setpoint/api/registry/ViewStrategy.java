package dev.setpoint.api.registry;

import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Serves the objects of a kind in another version or group. Everything but decoding, defaults and
 * what an answer looks like is the kind's own: its rules, columns and selectors see the kept form.
 */
public abstract class ViewStrategy implements ResourceStrategy {

  private final ResourceType type;
  private final ResourceStrategy kept;

  protected ViewStrategy(ResourceType type, ResourceStrategy kept) {
    this.type = type;
    this.kept = kept;
  }

  @Override
  public final ResourceType type() {
    return type;
  }

  @Override
  public final ResourceType storedType() {
    return kept.type();
  }

  @Override
  public abstract ObjectNode toStored(ObjectNode object);

  @Override
  public abstract ObjectNode fromStored(ObjectNode stored);

  @Override
  public String singular() {
    return kept.singular();
  }

  @Override
  public List<String> shortNames() {
    return kept.shortNames();
  }

  @Override
  public List<String> categories() {
    return kept.categories();
  }

  @Override
  public List<String> verbs() {
    return kept.verbs();
  }

  @Override
  public List<Subresource> subresources() {
    return kept.subresources();
  }

  @Override
  public List<String> nameProblems(String name, boolean isPrefix) {
    return kept.nameProblems(name, isPrefix);
  }

  @Override
  public boolean allowCreateOnUpdate() {
    return kept.allowCreateOnUpdate();
  }

  @Override
  public boolean allowUnconditionalUpdate() {
    return kept.allowUnconditionalUpdate();
  }

  @Override
  public void prepareForCreate(ObjectNode object) {
    kept.prepareForCreate(object);
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    kept.validate(object, errors);
  }

  @Override
  public void prepareForUpdate(ObjectNode object, ObjectNode old) {
    kept.prepareForUpdate(object, old);
  }

  @Override
  public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    kept.validateUpdate(object, old, errors);
  }

  @Override
  public boolean revalidatesMetadata() {
    return kept.revalidatesMetadata();
  }

  @Override
  public void prepareForStatusUpdate(ObjectNode object, ObjectNode old) {
    kept.prepareForStatusUpdate(object, old);
  }

  @Override
  public void validateStatusUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    kept.validateStatusUpdate(object, old, errors);
  }

  @Override
  public List<String> warnings(ObjectNode object, @Nullable ObjectNode old) {
    return kept.warnings(object, old);
  }

  @Override
  public OptionalLong gracePeriodSeconds(ObjectNode object, OptionalLong asked) {
    return kept.gracePeriodSeconds(object, asked);
  }

  @Override
  public boolean returnsDeletedObject() {
    return kept.returnsDeletedObject();
  }

  @Override
  public boolean garbageCollected() {
    return kept.garbageCollected();
  }

  @Override
  public Map<String, Function<ObjectNode, String>> selectableFields() {
    return kept.selectableFields();
  }

  @Override
  public String unselectable(String field) {
    return kept.unselectable(field);
  }

  @Override
  public Set<String> annotationsForFields() {
    return kept.annotationsForFields();
  }

  @Override
  public TableLayout table() {
    return kept.table();
  }
}
