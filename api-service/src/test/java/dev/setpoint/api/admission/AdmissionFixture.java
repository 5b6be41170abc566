package dev.setpoint.api.admission;

import dev.setpoint.api.admission.AdmissionRequest.Operation;
import dev.setpoint.api.auth.RequestIdentity;
import dev.setpoint.api.pipeline.Warnings;
import dev.setpoint.api.rest.MemoryStore;
import dev.setpoint.api.storage.Write;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import tools.jackson.databind.node.ObjectNode;

/** Requests and stored objects for plugins. */
public final class AdmissionFixture {

  public static final ResourceType PODS = new ResourceType("", "v1", "pods", "Pod", true);
  public static final ResourceType NAMESPACES =
      new ResourceType("", "v1", "namespaces", "Namespace", false);
  static final ResourceType QUOTAS =
      new ResourceType("", "v1", "resourcequotas", "ResourceQuota", true);

  public final MemoryStore store = new MemoryStore();
  public final ClusterObjects objects = new ClusterObjects(store, store);

  public AdmissionFixture with(ResourceType type, ObjectNode object) {
    var metadata = object.path("metadata");
    store.write(
        new Write.Create(
            type,
            new ObjectKey(
                metadata.path("namespace").asString(""), metadata.path("name").asString("")),
            object));
    return this;
  }

  public static AdmissionRequest creation(ResourceType type, ObjectNode object) {
    return new AdmissionRequest(
        Operation.CREATE,
        type,
        new ObjectKey(type.namespaced() ? "shop" : "", object.at("/metadata/name").asString("")),
        "",
        object,
        null,
        RequestIdentity.ANONYMOUS,
        false,
        new Warnings());
  }
}
