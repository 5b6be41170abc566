package dev.setpoint.api.pipeline;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.SubresourceRules;
import tools.jackson.databind.node.ObjectNode;

/** What an update through one path may change: the main one, status, or another subresource. */
public interface UpdateRules {

  void prepare(ObjectNode object, ObjectNode old);

  void validate(ObjectNode object, ObjectNode old, FieldErrors errors);

  /** Whether the writer becomes the manager of what it changes. */
  default boolean tracksFields() {
    return true;
  }

  /** The rules of a path: of the resource itself where {@code subresource} is empty. */
  static UpdateRules of(ResourceStrategy strategy, String subresource) {
    SubresourceRules view = strategy.views().get(subresource);
    if (view == null) {
      return subresource.equals("status") ? status(strategy) : main(strategy);
    }
    return new UpdateRules() {
      @Override
      public void prepare(ObjectNode object, ObjectNode old) {
        view.prepare(object, old);
      }

      @Override
      public void validate(ObjectNode object, ObjectNode old, FieldErrors errors) {
        view.validate(object, old, errors);
      }
    };
  }

  static UpdateRules main(ResourceStrategy strategy) {
    return new UpdateRules() {
      @Override
      public void prepare(ObjectNode object, ObjectNode old) {
        strategy.prepareForUpdate(object, old);
      }

      @Override
      public void validate(ObjectNode object, ObjectNode old, FieldErrors errors) {
        strategy.validateUpdate(object, old, errors);
      }
    };
  }

  static UpdateRules status(ResourceStrategy strategy) {
    return new UpdateRules() {
      @Override
      public void prepare(ObjectNode object, ObjectNode old) {
        strategy.prepareForStatusUpdate(object, old);
      }

      @Override
      public void validate(ObjectNode object, ObjectNode old, FieldErrors errors) {
        strategy.validateStatusUpdate(object, old, errors);
      }
    };
  }
}
