package dev.setpoint.api.admission;

import dev.setpoint.api.admission.AdmissionRequest.Operation;
import dev.setpoint.api.registry.Trees;
import dev.setpoint.common.resource.ResourceType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Ingresses that name no class get the default one, when there is one. */
@Component
final class DefaultIngressClass implements AdmissionPlugin {

  private static final ResourceType CLASSES =
      new ResourceType("networking.k8s.io", "v1", "ingressclasses", "IngressClass", false);

  private final ClusterObjects objects;

  DefaultIngressClass(ClusterObjects objects) {
    this.objects = objects;
  }

  @Override
  public String name() {
    return "DefaultIngressClass";
  }

  @Override
  public int order() {
    return 470;
  }

  @Override
  public void admit(AdmissionRequest request) {
    ObjectNode ingress = request.object();
    if (ingress == null
        || request.operation() != Operation.CREATE
        || !request.concerns("ingresses.networking.k8s.io")
        || Trees.has(ingress, "spec", "ingressClassName")
        || Trees.has(ingress, "metadata", "annotations", "kubernetes.io/ingress.class")) {
      return;
    }
    DefaultClasses.find(objects.all(CLASSES), "ingressclass.kubernetes.io/is-default-class")
        .ifPresent(name -> Trees.child(ingress, "spec").put("ingressClassName", name));
  }
}
