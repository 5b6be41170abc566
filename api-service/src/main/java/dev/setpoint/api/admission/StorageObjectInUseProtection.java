package dev.setpoint.api.admission;

import dev.setpoint.api.admission.AdmissionRequest.Operation;
import dev.setpoint.api.registry.Trees;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Claims and volumes are held by a finalizer until a controller sees that nothing uses them. */
@Component
final class StorageObjectInUseProtection implements AdmissionPlugin {

  private static final Map<String, String> FINALIZERS =
      Map.of(
          "persistentvolumeclaims", "kubernetes.io/pvc-protection",
          "persistentvolumes", "kubernetes.io/pv-protection");

  @Override
  public String name() {
    return "StorageObjectInUseProtection";
  }

  @Override
  public int order() {
    return 410;
  }

  @Override
  public void admit(AdmissionRequest request) {
    String finalizer = FINALIZERS.get(request.type().qualifiedName());
    ObjectNode object = request.object();
    if (object == null
        || finalizer == null
        || request.operation() != Operation.CREATE
        || !request.subresource().isEmpty()) {
      return;
    }
    if (!Trees.texts(object, "metadata", "finalizers").contains(finalizer)) {
      Trees.list(Trees.child(object, "metadata"), "finalizers").add(finalizer);
    }
  }
}
