package dev.setpoint.api.signing;

import dev.setpoint.api.admission.AdmissionPlugin;
import dev.setpoint.api.admission.AdmissionRequest;
import dev.setpoint.api.registry.Trees;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Who puts a certificate into a signing request may sign for its signer. */
@Component
final class CertificateSigning implements AdmissionPlugin {

  private final SignerPermissions permissions;

  CertificateSigning(SignerPermissions permissions) {
    this.permissions = permissions;
  }

  @Override
  public String name() {
    return "CertificateSigning";
  }

  @Override
  public int order() {
    return 450;
  }

  @Override
  public void validate(AdmissionRequest request) {
    ObjectNode object = request.object();
    ObjectNode old = request.old();
    if (object == null || old == null || !SignerPermissions.concerns(request, "status")) {
      return;
    }
    if (!Trees.same(object, old, "status", "certificate")
        || !Trees.same(object, old, "status", "conditions")) {
      permissions.require(request, "sign");
    }
  }
}
