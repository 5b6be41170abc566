package dev.setpoint.api.admission;

import dev.setpoint.api.registry.Trees;
import dev.setpoint.common.error.ApiException;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Refuses Pods that name a RuntimeClass, since none can exist yet, or bring their own overhead. */
@Component
final class RuntimeClasses implements AdmissionPlugin {

  @Override
  public String name() {
    return "RuntimeClass";
  }

  @Override
  public int order() {
    return 450;
  }

  @Override
  public void admit(AdmissionRequest request) {
    ObjectNode pod = request.object();
    if (pod == null || !request.creates("Pod")) {
      return;
    }
    String name = Trees.text(pod, "spec", "runtimeClassName");
    if (!name.isEmpty()) {
      throw refused(request, "RuntimeClass \"" + name + "\" not found");
    }
    if (!Trees.at(pod, "spec", "overhead").isEmpty()) {
      throw refused(
          request, "Pod Overhead set without corresponding RuntimeClass defined Overhead");
    }
  }

  private static ApiException refused(AdmissionRequest request, String why) {
    return ApiException.forbidden(
        request.type(), AdmissionNames.of(request), "pod rejected: " + why);
  }
}
