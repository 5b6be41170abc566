package dev.setpoint.api.admission;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.list;
import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.textMap;

import dev.setpoint.common.quota.PodAmounts;
import dev.setpoint.common.resource.ResourceType;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Pods take over what their RuntimeClass costs, and run only where it is. */
@Component
final class RuntimeClasses implements AdmissionPlugin {

  private static final ResourceType CLASSES =
      new ResourceType("node.k8s.io", "v1", "runtimeclasses", "RuntimeClass", false);
  private static final String OTHER_OVERHEAD =
      "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead";

  private final ClusterObjects objects;

  RuntimeClasses(ClusterObjects objects) {
    this.objects = objects;
  }

  @Override
  public String name() {
    return "RuntimeClass";
  }

  @Override
  public int order() {
    return 430;
  }

  @Override
  public void admit(AdmissionRequest request) {
    ObjectNode pod = request.object();
    if (pod == null || !request.creates("Pod")) {
      return;
    }
    ObjectNode runtimeClass = classOf(request, pod);
    if (runtimeClass == null) {
      return;
    }
    ObjectNode spec = child(pod, "spec");
    ObjectNode overhead = object(runtimeClass, "overhead");
    if (overhead != null) {
      if (spec.has("overhead") && !sameAmounts(spec.path("overhead"), overhead)) {
        throw request.refusal(OTHER_OVERHEAD);
      }
      spec.set("overhead", overhead.path("podFixed").deepCopy());
    }
    ObjectNode scheduling = object(runtimeClass, "scheduling");
    if (scheduling != null) {
      schedule(request, spec, scheduling);
    }
  }

  @Override
  public void validate(AdmissionRequest request) {
    ObjectNode pod = request.object();
    if (pod == null || !request.creates("Pod")) {
      return;
    }
    ObjectNode runtimeClass = classOf(request, pod);
    ObjectNode overhead = runtimeClass == null ? null : object(runtimeClass, "overhead");
    JsonNode own = pod.path("spec").path("overhead");
    if (overhead != null) {
      if (!sameAmounts(own, overhead)) {
        throw request.refusal(OTHER_OVERHEAD);
      }
    } else if (!own.isEmpty()) {
      throw request.refusal(
          "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead");
    }
  }

  private @Nullable ObjectNode classOf(AdmissionRequest request, ObjectNode pod) {
    String name = text(pod, "spec", "runtimeClassName");
    if (name.isEmpty()) {
      return null;
    }
    Optional<ObjectNode> found = objects.cached(CLASSES, "", name);
    return found.orElseThrow(
        () -> request.refusal("pod rejected: RuntimeClass \"" + name + "\" not found"));
  }

  private static boolean sameAmounts(JsonNode own, ObjectNode overhead) {
    return PodAmounts.parse(own).equals(PodAmounts.parse(overhead.path("podFixed")));
  }

  private static void schedule(AdmissionRequest request, ObjectNode spec, ObjectNode scheduling) {
    for (Map.Entry<String, String> wanted : textMap(scheduling, "nodeSelector").entrySet()) {
      ObjectNode selector = child(spec, "nodeSelector");
      String key = wanted.getKey();
      if (selector.has(key) && !text(selector, key).equals(wanted.getValue())) {
        throw request.refusal(
            "conflict: runtimeClass.scheduling.nodeSelector["
                + key
                + "] = "
                + wanted.getValue()
                + "; pod.spec.nodeSelector["
                + key
                + "] = "
                + text(selector, key));
      }
      selector.put(key, wanted.getValue());
    }
    for (ObjectNode toleration : objects(scheduling, "tolerations")) {
      if (!objects(spec, "tolerations").contains(toleration)) {
        list(spec, "tolerations").add(toleration);
      }
    }
  }
}
