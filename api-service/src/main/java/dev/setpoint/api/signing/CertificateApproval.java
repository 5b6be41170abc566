package dev.setpoint.api.signing;

import dev.setpoint.api.admission.AdmissionPlugin;
import dev.setpoint.api.admission.AdmissionRequest;
import org.springframework.stereotype.Component;

/** Who approves or denies a signing request may do so for its signer. */
@Component
final class CertificateApproval implements AdmissionPlugin {

  private final SignerPermissions permissions;

  CertificateApproval(SignerPermissions permissions) {
    this.permissions = permissions;
  }

  @Override
  public String name() {
    return "CertificateApproval";
  }

  @Override
  public int order() {
    return 440;
  }

  @Override
  public void validate(AdmissionRequest request) {
    if (SignerPermissions.concerns(request, "approval")) {
      permissions.require(request, "approve");
    }
  }
}
