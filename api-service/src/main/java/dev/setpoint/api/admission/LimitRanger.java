package dev.setpoint.api.admission;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.admission.AdmissionRequest.Operation;
import dev.setpoint.common.resource.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Gives containers what they do not say of resources, and refuses what a LimitRange forbids. */
@Component
final class LimitRanger implements AdmissionPlugin {

  private static final ResourceType RANGES =
      new ResourceType("", "v1", "limitranges", "LimitRange", true);
  private static final String ANNOTATION = "kubernetes.io/limit-ranger";

  private final ClusterObjects objects;

  LimitRanger(ClusterObjects objects) {
    this.objects = objects;
  }

  @Override
  public String name() {
    return "LimitRanger";
  }

  @Override
  public int order() {
    return 200;
  }

  @Override
  public void admit(AdmissionRequest request) {
    ObjectNode pod = request.object();
    if (pod != null && request.creates("Pod")) {
      for (ObjectNode range : ranges(request)) {
        complete(pod, range);
      }
    }
  }

  @Override
  public void validate(AdmissionRequest request) {
    ObjectNode object = request.object();
    boolean claim =
        request.concerns("persistentvolumeclaims") && request.operation() != Operation.DELETE;
    if (object == null || !(claim || request.creates("Pod") || isResize(request))) {
      return;
    }
    if (request.old() != null && has(request.old(), "metadata", "deletionTimestamp")) {
      return;
    }
    for (ObjectNode range : ranges(request)) {
      List<String> problems =
          claim ? LimitChecks.claim(object, range) : LimitChecks.pod(object, range);
      if (!problems.isEmpty()) {
        throw request.refusal(AdmissionNames.all(problems));
      }
    }
  }

  private static boolean isResize(AdmissionRequest request) {
    return request.type().qualifiedName().equals("pods") && request.subresource().equals("resize");
  }

  private List<ObjectNode> ranges(AdmissionRequest request) {
    return objects.inNamespace(RANGES, request.key().namespace());
  }

  private static void complete(ObjectNode pod, ObjectNode range) {
    List<String> told = new ArrayList<>();
    for (ObjectNode limit : objects(range, "spec", "limits")) {
      if (text(limit, "type").equals("Container")) {
        for (ObjectNode container : objects(pod, "spec", "containers")) {
          complete(container, "container", limit, told);
        }
        for (ObjectNode container : objects(pod, "spec", "initContainers")) {
          complete(container, "init container", limit, told);
        }
      }
    }
    if (!told.isEmpty()) {
      child(child(pod, "metadata"), "annotations")
          .put(ANNOTATION, "LimitRanger plugin set: " + String.join("; ", told));
    }
  }

  private static void complete(
      ObjectNode container, String what, ObjectNode limit, List<String> told) {
    complete(container, "requests", limit.path("defaultRequest"), " request for " + what, told);
    complete(container, "limits", limit.path("default"), " limit for " + what, told);
  }

  private static void complete(
      ObjectNode container, String list, JsonNode defaults, String what, List<String> told) {
    JsonNode present = container.path("resources").path(list);
    List<String> set = new ArrayList<>();
    for (String name : new TreeSet<>(defaults.propertyNames())) {
      if (!present.has(name)) {
        set.add(name);
      }
    }
    if (!set.isEmpty()) {
      ObjectNode amounts = child(child(container, "resources"), list);
      set.forEach(name -> amounts.set(name, defaults.path(name)));
      told.add(String.join(", ", set) + what + " " + text(container, "name"));
    }
  }
}
