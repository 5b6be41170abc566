package dev.setpoint.api.signing;

import dev.setpoint.api.admission.AdmissionRequest;
import dev.setpoint.api.auth.Authorizers;
import dev.setpoint.api.registry.Trees;
import dev.setpoint.api.rest.RequestInfo;
import org.springframework.stereotype.Component;

/** Rights on signers: on one by its name, or on all of a domain. */
@Component
final class SignerPermissions {

  private final Authorizers authorizers;

  SignerPermissions(Authorizers authorizers) {
    this.authorizers = authorizers;
  }

  static boolean concerns(AdmissionRequest request, String subresource) {
    return request.type().qualifiedName().equals("certificatesigningrequests.certificates.k8s.io")
        && request.subresource().equals(subresource)
        && request.operation() == AdmissionRequest.Operation.UPDATE;
  }

  /** Throws 403 unless the user may do {@code verb} with the signer that was asked. */
  void require(AdmissionRequest request, String verb) {
    String signer = request.old() == null ? "" : Trees.text(request.old(), "spec", "signerName");
    String domain = signer.substring(0, Math.max(signer.indexOf('/'), 0));
    if (!allows(request, verb, signer) && !allows(request, verb, domain + "/*")) {
      throw request.refusal(
          "user not permitted to " + verb + " requests with signerName \"" + signer + "\"");
    }
  }

  private boolean allows(AdmissionRequest request, String verb, String signer) {
    return authorizers.allows(
        request.identity(),
        RequestInfo.asked(
            verb, request.type().group(), request.type().version(), "", "signers", "", signer));
  }
}
