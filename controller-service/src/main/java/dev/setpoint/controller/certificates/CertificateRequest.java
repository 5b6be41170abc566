package dev.setpoint.controller.certificates;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.util.io.pem.PemReader;
import org.jspecify.annotations.Nullable;

/**
 * What a PKCS#10 request asks for.
 *
 * @param names the names beside the subject; null where there are none
 */
record CertificateRequest(
    X500Name subject, SubjectPublicKeyInfo key, @Nullable GeneralNames names) {

  /** Reads the base64 of a PEM block, as {@code spec.request} holds it. */
  static CertificateRequest parse(String base64) throws IOException {
    String pem = new String(Base64.getDecoder().decode(base64), StandardCharsets.US_ASCII);
    try (PemReader reader = new PemReader(new StringReader(pem))) {
      var block = reader.readPemObject();
      if (block == null) {
        throw new IOException("PEM block type must be CERTIFICATE REQUEST");
      }
      PKCS10CertificationRequest request = new PKCS10CertificationRequest(block.getContent());
      return new CertificateRequest(
          request.getSubject(), request.getSubjectPublicKeyInfo(), names(request));
    }
  }

  private static @Nullable GeneralNames names(PKCS10CertificationRequest request) {
    var attributes = request.getAttributes(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest);
    if (attributes.length == 0) {
      return null;
    }
    Extensions extensions = Extensions.getInstance(attributes[0].getAttrValues().getObjectAt(0));
    return GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
  }

  String commonName() {
    List<String> names = values(BCStyle.CN);
    return names.isEmpty() ? "" : names.getFirst();
  }

  List<String> organizations() {
    return values(BCStyle.O);
  }

  /** The kinds of the names beside the subject, as {@link GeneralName} numbers them. */
  List<Integer> nameKinds() {
    return names == null
        ? List.of()
        : Arrays.stream(names.getNames()).map(GeneralName::getTagNo).distinct().toList();
  }

  private List<String> values(ASN1ObjectIdentifier attribute) {
    List<String> values = new ArrayList<>();
    for (RDN rdn : subject.getRDNs(attribute)) {
      values.add(IETFUtils.valueToString(rdn.getFirst().getValue()));
    }
    return values;
  }
}
