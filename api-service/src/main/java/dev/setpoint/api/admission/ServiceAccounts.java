package dev.setpoint.api.admission;

import dev.setpoint.api.registry.Trees;
import dev.setpoint.api.storage.ObjectStore;
import dev.setpoint.api.storage.StoredObject;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every Pod runs as a ServiceAccount that exists, and takes over its pull secrets. Token volumes
 * are not added, since nothing issues tokens yet.
 */
@Component
final class ServiceAccounts implements AdmissionPlugin {

  private static final ResourceType ACCOUNTS =
      new ResourceType("", "v1", "serviceaccounts", "ServiceAccount", true);

  private final ObjectStore store;

  ServiceAccounts(ObjectStore store) {
    this.store = store;
  }

  @Override
  public String name() {
    return "ServiceAccount";
  }

  @Override
  public int order() {
    return 400;
  }

  @Override
  public void admit(AdmissionRequest request) {
    ObjectNode object = request.object();
    if (object == null || !request.creates("Pod")) {
      return;
    }
    ObjectNode spec = Trees.child(object, "spec");
    String name = Trees.text(spec, "serviceAccountName");
    if (name.isEmpty()) {
      name = "default";
      spec.put("serviceAccountName", name);
    }
    spec.put("serviceAccount", name);
    String namespace = request.key().namespace();
    Optional<StoredObject> account = store.get(ACCOUNTS, new ObjectKey(namespace, name));
    if (account.isEmpty()) {
      throw ApiException.forbidden(
          request.type(),
          AdmissionNames.of(request),
          "error looking up service account "
              + namespace
              + "/"
              + name
              + ": serviceaccount \""
              + name
              + "\" not found");
    }
    if (Trees.at(spec, "imagePullSecrets").isEmpty()) {
      ObjectNode tree = account.get().tree();
      if (!Trees.at(tree, "imagePullSecrets").isEmpty()) {
        Trees.copy(tree, spec, "imagePullSecrets");
      }
    }
  }
}
