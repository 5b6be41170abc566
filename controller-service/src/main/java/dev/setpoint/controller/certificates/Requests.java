package dev.setpoint.controller.certificates;

import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestCondition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads how far a certificate signing request has come. */
final class Requests {

  private Requests() {}

  static @Nullable CertificateSigningRequestCondition condition(
      CertificateSigningRequest request, String type) {
    return conditions(request).stream()
        .filter(condition -> type.equals(condition.getType()))
        .findFirst()
        .orElse(null);
  }

  static boolean is(CertificateSigningRequest request, String type) {
    return condition(request, type) != null;
  }

  static List<CertificateSigningRequestCondition> conditions(CertificateSigningRequest request) {
    @Nullable List<CertificateSigningRequestCondition> conditions =
        request.getStatus() == null ? null : request.getStatus().getConditions();
    return conditions == null ? List.of() : conditions;
  }

  static boolean hasCertificate(CertificateSigningRequest request) {
    return request.getStatus() != null
        && request.getStatus().getCertificate() != null
        && !request.getStatus().getCertificate().isEmpty();
  }
}
