package dev.setpoint.api.registry.node;

import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.LabelSelectors;
import dev.setpoint.api.registry.Names;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.registry.core.PodRequirements;
import dev.setpoint.common.resource.ResourceType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** RuntimeClasses: with which runtime Pods run, what that costs and where it is. */
@Component
final class RuntimeClassStrategy implements ResourceStrategy {

  private static final ResourceType TYPE =
      new ResourceType("node.k8s.io", "v1", "runtimeclasses", "RuntimeClass", false);

  private final TableLayout table =
      TableLayout.builder()
          .name()
          .column("Handler", "string", "", 0, (rc, now) -> text(rc, "handler"))
          .age()
          .build();

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public void validate(ObjectNode runtimeClass, FieldErrors errors) {
    String handler = text(runtimeClass, "handler");
    errors.invalid("handler", handler, Names.label(handler));
    ObjectNode overhead = object(runtimeClass, "overhead");
    if (overhead != null) {
      PodRequirements.limits(overhead.path("podFixed"), "overhead", errors);
    }
    ObjectNode scheduling = object(runtimeClass, "scheduling");
    if (scheduling != null) {
      LabelSelectors.validateLabels(
          scheduling.path("nodeSelector"), "scheduling.nodeSelector", errors);
      PodRequirements.tolerations(scheduling, "scheduling.tolerations", errors);
    }
  }

  @Override
  public boolean revalidatesMetadata() {
    return true;
  }

  @Override
  public void validateUpdate(ObjectNode runtimeClass, ObjectNode old, FieldErrors errors) {
    validate(runtimeClass, errors);
    if (!text(runtimeClass, "handler").equals(text(old, "handler"))) {
      errors.immutable("handler", text(runtimeClass, "handler"));
    }
  }

  @Override
  public TableLayout table() {
    return table;
  }
}
