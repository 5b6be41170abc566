package dev.setpoint.api.admission;

import dev.setpoint.api.admission.AdmissionRequest.Operation;
import dev.setpoint.api.registry.Trees;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Nobody gets a client certificate of {@code system:masters} through the API. */
@Component
final class CertificateSubjectRestriction implements AdmissionPlugin {

  private static final String MASTERS = "system:masters";
  private static final String CLIENT_SIGNER = "kubernetes.io/kube-apiserver-client";

  @Override
  public String name() {
    return "CertificateSubjectRestriction";
  }

  @Override
  public int order() {
    return 460;
  }

  @Override
  public void validate(AdmissionRequest request) {
    ObjectNode object = request.object();
    if (object == null
        || request.operation() != Operation.CREATE
        || !SigningRequests.concerns(request)
        || !Trees.text(object, "spec", "signerName").equals(CLIENT_SIGNER)) {
      return;
    }
    String pem =
        new String(
            Base64.getDecoder().decode(Trees.text(object, "spec", "request")),
            StandardCharsets.ISO_8859_1);
    try (PemReader reader = new PemReader(new StringReader(pem))) {
      PemObject block = reader.readPemObject();
      var subject = new PKCS10CertificationRequest(block.getContent()).getSubject();
      boolean masters =
          Arrays.stream(subject.getRDNs(BCStyle.O))
              .flatMap(rdn -> Arrays.stream(rdn.getTypesAndValues()))
              .anyMatch(o -> IETFUtils.valueToString(o.getValue()).equals(MASTERS));
      if (masters) {
        throw request.refusal(
            "use of " + CLIENT_SIGNER + " signer with " + MASTERS + " group is not allowed");
      }
    } catch (IOException e) {
      // Validation has read it already.
      throw new IllegalStateException("A signing request that was sound cannot be read", e);
    }
  }
}
