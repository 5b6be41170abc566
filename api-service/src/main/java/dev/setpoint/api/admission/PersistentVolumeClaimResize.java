package dev.setpoint.api.admission;

import static dev.setpoint.api.registry.Trees.at;
import static dev.setpoint.api.registry.Trees.flag;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.admission.AdmissionRequest.Operation;
import dev.setpoint.common.resource.Quantity;
import dev.setpoint.common.resource.StorageClassNames;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Only bound claims grow, and only those of a class that allows it. */
@Component
final class PersistentVolumeClaimResize implements AdmissionPlugin {

  private final ClusterObjects objects;

  PersistentVolumeClaimResize(ClusterObjects objects) {
    this.objects = objects;
  }

  @Override
  public String name() {
    return "PersistentVolumeClaimResize";
  }

  @Override
  public int order() {
    return 420;
  }

  @Override
  public void validate(AdmissionRequest request) {
    ObjectNode claim = request.object();
    ObjectNode old = request.old();
    if (claim == null
        || old == null
        || request.operation() != Operation.UPDATE
        || !request.concerns("persistentvolumeclaims")
        || size(claim).compareTo(size(old)) <= 0) {
      return;
    }
    if (!text(old, "status", "phase").equals("Bound")) {
      throw request.refusal("Only bound persistent volume claims can be expanded");
    }
    String name = StorageClassNames.of(claim);
    boolean allowed =
        !name.isEmpty()
            && name.equals(StorageClassNames.of(old))
            && objects
                .find(DefaultStorageClass.CLASSES, "", name)
                .map(c -> flag(c, "allowVolumeExpansion"))
                .orElse(false);
    if (!allowed) {
      throw request.refusal(
          "only dynamically provisioned pvc can be resized and the storageclass that provisions"
              + " the pvc must support resize");
    }
  }

  private static Quantity size(ObjectNode claim) {
    return Quantity.of(at(claim, "spec", "resources", "requests", "storage"));
  }
}
