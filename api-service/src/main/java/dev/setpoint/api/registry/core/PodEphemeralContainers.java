package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.copy;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.same;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.Generations;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.SubresourceRules;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** {@code pods/ephemeralcontainers}: the one way to look into a Pod from a further container. */
final class PodEphemeralContainers implements SubresourceRules {

  static final String MIRROR = "kubernetes.io/config.mirror";

  @Override
  public void prepare(ObjectNode pod, ObjectNode old) {
    ObjectNode spec = child(pod, "spec").deepCopy();
    ObjectNode metadata = child(pod, "metadata").deepCopy();
    pod.set("spec", child(old, "spec").deepCopy());
    pod.set("metadata", child(old, "metadata").deepCopy());
    copy(old, pod, "status");
    copy(spec, child(pod, "spec"), "ephemeralContainers");
    copy(metadata, child(pod, "metadata"), "resourceVersion");
    copy(metadata, child(pod, "metadata"), "managedFields");
    PodFeatures.dropUnserved(child(pod, "spec"), child(old, "spec"));
    Generations.bumpIfSpecChanged(pod, old);
  }

  @Override
  public void validate(ObjectNode pod, ObjectNode old, FieldErrors errors) {
    if (has(old, "metadata", "annotations", MIRROR)) {
      errors.forbidden("", "static pods do not support ephemeral containers");
      return;
    }
    PodRules.validateSpec(child(pod, "spec"), errors);
    String path = "spec.ephemeralContainers";
    List<ObjectNode> now = objects(pod, "spec", "ephemeralContainers");
    for (ObjectNode before : objects(old, "spec", "ephemeralContainers")) {
      String name = text(before, "name");
      String title = "existing ephemeral containers " + GoFormat.quote(name);
      now.stream()
          .filter(container -> text(container, "name").equals(name))
          .findFirst()
          .ifPresentOrElse(
              container -> {
                if (!same(before, container)) {
                  errors.forbidden(
                      path,
                      title + " may not be changed\n" + SpecDifference.describe(before, container));
                }
              },
              () -> errors.forbidden(path, title + " may not be removed\n"));
    }
  }
}
