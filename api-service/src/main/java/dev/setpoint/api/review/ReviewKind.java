package dev.setpoint.api.review;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** A kind that is answered, not kept. */
record ReviewKind(ResourceType type) implements ResourceStrategy {

  static final String AUTHENTICATION = "authentication.k8s.io";
  static final String AUTHORIZATION = "authorization.k8s.io";

  static ReviewKind of(String group, String plural, String kind, boolean namespaced) {
    return new ReviewKind(new ResourceType(group, "v1", plural, kind, namespaced));
  }

  @Override
  public boolean stored() {
    return false;
  }

  @Override
  public List<String> verbs() {
    return List.of("create");
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {}

  @Override
  public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {}
}
