package dev.setpoint.api.registry.certificates;

import dev.setpoint.api.registry.GoFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.jspecify.annotations.Nullable;

/** What is wrong with PEM that should hold a signing request or certificates; empty for nothing. */
final class PemContents {

  private PemContents() {}

  static String requestProblem(byte[] pem) {
    try (PemReader reader = reader(pem)) {
      PemObject block = next(reader);
      if (block == null || !block.getType().equals("CERTIFICATE REQUEST")) {
        return "PEM block type must be CERTIFICATE REQUEST";
      }
      PKCS10CertificationRequest request = new PKCS10CertificationRequest(block.getContent());
      boolean signed =
          request.isSignatureValid(
              new JcaContentVerifierProviderBuilder().build(request.getSubjectPublicKeyInfo()));
      return signed ? "" : "x509: signature verification failed";
    } catch (IOException | OperatorCreationException | PKCSException e) {
      return "asn1: structure error: malformed certificate request";
    }
  }

  static String certificatesProblem(byte[] pem) {
    if (pem.length == 0) {
      return "";
    }
    int blocks = 0;
    try (PemReader reader = reader(pem)) {
      for (PemObject block = next(reader); block != null; block = next(reader)) {
        if (!block.getHeaders().isEmpty()) {
          return "no PEM block headers are permitted";
        }
        if (!block.getType().equals("CERTIFICATE")) {
          return "only CERTIFICATE PEM blocks are allowed, found "
              + GoFormat.quote(block.getType());
        }
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(block.getContent()));
        blocks++;
      }
    } catch (IOException | CertificateException e) {
      return "x509: malformed certificate";
    }
    return blocks == 0 ? "must contain at least one CERTIFICATE PEM block" : "";
  }

  private static PemReader reader(byte[] pem) {
    return new PemReader(new StringReader(new String(pem, StandardCharsets.ISO_8859_1)));
  }

  /** What is no well-formed block counts as none, as in Go. */
  private static @Nullable PemObject next(PemReader reader) {
    try {
      return reader.readPemObject();
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }
}
