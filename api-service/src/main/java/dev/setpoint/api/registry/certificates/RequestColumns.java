package dev.setpoint.api.registry.certificates;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.Ages;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.schema.Schemas;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The table of signing requests. */
final class RequestColumns {

  /** Of the version before this one, which Kubernetes still shows. */
  private static final String SIGNER_DESCRIPTION =
      """
      Requested signer for the request. It is a qualified name in the form: \
      `scope-hostname.io/name`. If empty, it will be defaulted:
       1. If it's a kubelet client certificate, it is assigned
          "kubernetes.io/kube-apiserver-client-kubelet".
       2. If it's a kubelet serving certificate, it is assigned
          "kubernetes.io/kubelet-serving".
       3. Otherwise, it is assigned "kubernetes.io/legacy-unknown".
      Distribution of trust for signers happens out of band. You can select on this field using \
      `spec.signerName`.""";

  private RequestColumns() {}

  static TableLayout layout(Schemas schemas) {
    return TableLayout.builder()
        .name()
        .age()
        .column(
            "SignerName",
            "string",
            SIGNER_DESCRIPTION,
            0,
            (request, now) -> text(request, "spec", "signerName"))
        .column(
            "Requestor",
            "string",
            "Base64-encoded PKCS#10 CSR data",
            0,
            (request, now) -> text(request, "spec", "username"))
        .column(
            "RequestedDuration",
            "string",
            schemas.describe("certificates.v1.CertificateSigningRequestSpec.expirationSeconds"),
            0,
            (request, now) -> duration(request))
        .column(
            "Condition",
            "string",
            "Conditions applied to the request, such as approval or denial.",
            0,
            (request, now) -> condition(request))
        .build();
  }

  private static String duration(ObjectNode request) {
    return has(request, "spec", "expirationSeconds")
        ? Ages.human(
            Duration.ofSeconds(request.path("spec").path("expirationSeconds").longValue(0)))
        : "<none>";
  }

  private static String condition(ObjectNode request) {
    JsonNode status = request.path("status");
    String shown =
        !RequestRules.ofType(status, "Denied").isEmpty()
            ? "Denied"
            : !RequestRules.ofType(status, "Approved").isEmpty() ? "Approved" : "Pending";
    if (!RequestRules.ofType(status, "Failed").isEmpty()) {
      shown += ",Failed";
    }
    return text(status, "certificate").isEmpty() ? shown : shown + ",Issued";
  }
}
