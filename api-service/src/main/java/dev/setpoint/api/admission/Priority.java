package dev.setpoint.api.admission;

import dev.setpoint.api.admission.AdmissionRequest.Operation;
import dev.setpoint.api.registry.Trees;
import dev.setpoint.common.error.ApiException;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Gives Pods the number of their priority class; only the two of the system exist yet. */
@Component
final class Priority implements AdmissionPlugin {

  private static final Map<String, Integer> CLASSES =
      Map.of("system-cluster-critical", 2_000_000_000, "system-node-critical", 2_000_001_000);
  private static final String POLICY = "preemptionPolicy";

  @Override
  public String name() {
    return "Priority";
  }

  @Override
  public int order() {
    return 300;
  }

  @Override
  public void admit(AdmissionRequest request) {
    ObjectNode object = request.object();
    if (object == null
        || !request.subresource().isEmpty()
        || !request.type().qualifiedName().equals("pods")) {
      return;
    }
    ObjectNode spec = Trees.child(object, "spec");
    if (request.operation() == Operation.CREATE) {
      assign(request, spec);
    } else if (request.old() != null) {
      ObjectNode before = Trees.child(request.old(), "spec");
      for (String field : new String[] {"priority", POLICY}) {
        if (!spec.has(field) && before.has(field)) {
          Trees.copy(before, spec, field);
        }
      }
    }
  }

  private static void assign(AdmissionRequest request, ObjectNode spec) {
    String name = Trees.text(spec, "priorityClassName");
    Integer priority = name.isEmpty() ? Integer.valueOf(0) : CLASSES.get(name);
    if (priority == null) {
      throw refused(request, "no PriorityClass with name " + name + " was found");
    }
    if (Trees.has(spec, "priority") && Trees.number(spec, "priority") != priority) {
      throw refused(
          request,
          "the integer value of priority ("
              + Trees.number(spec, "priority")
              + ") must not be provided in pod spec; priority admission controller computed "
              + priority
              + " from the given PriorityClass name");
    }
    spec.put("priority", priority);
    String policy = Trees.text(spec, POLICY);
    if (!policy.isEmpty() && !policy.equals("PreemptLowerPriority")) {
      throw refused(
          request,
          "the string value of PreemptionPolicy ("
              + policy
              + ") must not be provided in pod spec; priority admission controller computed"
              + " PreemptLowerPriority from the given PriorityClass name");
    }
    spec.put(POLICY, "PreemptLowerPriority");
  }

  private static ApiException refused(AdmissionRequest request, String why) {
    return ApiException.forbidden(request.type(), AdmissionNames.of(request), why);
  }
}
