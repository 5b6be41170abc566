package dev.setpoint.api.admission;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.copy;
import static dev.setpoint.api.registry.Trees.flag;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.admission.AdmissionRequest.Operation;
import dev.setpoint.common.resource.ResourceType;
import java.util.Comparator;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Gives Pods the number of their priority class; of classes, one at most is the default. */
@Component
final class Priority implements AdmissionPlugin {

  private static final ResourceType CLASSES =
      new ResourceType("scheduling.k8s.io", "v1", "priorityclasses", "PriorityClass", false);
  private static final String POLICY = "preemptionPolicy";

  private final ClusterObjects objects;

  Priority(ClusterObjects objects) {
    this.objects = objects;
  }

  @Override
  public String name() {
    return "Priority";
  }

  @Override
  public int order() {
    return 320;
  }

  @Override
  public void admit(AdmissionRequest request) {
    ObjectNode object = request.object();
    if (object == null || !request.concerns("pods")) {
      return;
    }
    ObjectNode spec = child(object, "spec");
    if (request.operation() == Operation.CREATE) {
      assign(request, spec);
    } else if (request.old() != null) {
      ObjectNode before = child(request.old(), "spec");
      for (String field : new String[] {"priority", POLICY}) {
        if (!spec.has(field) && before.has(field)) {
          copy(before, spec, field);
        }
      }
    }
  }

  private void assign(AdmissionRequest request, ObjectNode spec) {
    String name = text(spec, "priorityClassName");
    int priority = 0;
    String policy = "PreemptLowerPriority";
    Optional<ObjectNode> found =
        name.isEmpty() ? defaultClass() : objects.cached(CLASSES, "", name);
    if (found.isPresent()) {
      spec.put("priorityClassName", text(found.get(), "metadata", "name"));
      priority = number(found.get(), "value");
      policy = text(found.get(), POLICY);
    } else if (!name.isEmpty()) {
      throw request.refusal("no PriorityClass with name " + name + " was found");
    }
    if (has(spec, "priority") && number(spec, "priority") != priority) {
      throw request.refusal(
          "the integer value of priority ("
              + number(spec, "priority")
              + ") must not be provided in pod spec; priority admission controller computed "
              + priority
              + " from the given PriorityClass name");
    }
    spec.put("priority", priority);
    String own = text(spec, POLICY);
    if (!own.isEmpty() && !own.equals(policy)) {
      throw request.refusal(
          "the string value of PreemptionPolicy ("
              + own
              + ") must not be provided in pod spec; priority admission controller computed "
              + policy
              + " from the given PriorityClass name");
    }
    spec.put(POLICY, policy);
  }

  /** Where two were made at once, the lower one counts. */
  private Optional<ObjectNode> defaultClass() {
    return objects.all(CLASSES).stream()
        .filter(c -> flag(c, "globalDefault"))
        .min(Comparator.comparingInt(c -> number(c, "value")));
  }

  @Override
  public void validate(AdmissionRequest request) {
    ObjectNode object = request.object();
    if (object == null
        || !request.concerns("priorityclasses.scheduling.k8s.io")
        || !flag(object, "globalDefault")) {
      return;
    }
    defaultClass()
        .map(c -> text(c, "metadata", "name"))
        .filter(
            name ->
                request.operation() == Operation.CREATE
                    || !name.equals(text(object, "metadata", "name")))
        .ifPresent(
            name -> {
              throw request.refusal(
                  "PriorityClass "
                      + name
                      + " is already marked as default. Only one default can exist");
            });
  }
}
