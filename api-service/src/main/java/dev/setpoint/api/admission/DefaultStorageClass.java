package dev.setpoint.api.admission;

import dev.setpoint.api.registry.Trees;
import dev.setpoint.common.resource.ResourceType;
import dev.setpoint.common.resource.StorageClassNames;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Claims that name no class get the default one, when there is one. */
@Component
final class DefaultStorageClass implements AdmissionPlugin {

  static final ResourceType CLASSES =
      new ResourceType("storage.k8s.io", "v1", "storageclasses", "StorageClass", false);

  private final ClusterObjects objects;

  DefaultStorageClass(ClusterObjects objects) {
    this.objects = objects;
  }

  @Override
  public String name() {
    return "DefaultStorageClass";
  }

  @Override
  public int order() {
    return 400;
  }

  @Override
  public void admit(AdmissionRequest request) {
    ObjectNode claim = request.object();
    if (claim == null
        || !request.creates("PersistentVolumeClaim")
        || StorageClassNames.isSaid(claim)) {
      return;
    }
    DefaultClasses.find(
            objects.all(CLASSES),
            "storageclass.kubernetes.io/is-default-class",
            "storageclass.beta.kubernetes.io/is-default-class")
        .ifPresent(name -> Trees.child(claim, "spec").put("storageClassName", name));
  }
}
