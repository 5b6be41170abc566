package dev.setpoint.api.pki;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/** A certificate with the private key that belongs to it. */
public record KeyAndCertificate(PrivateKey key, X509Certificate certificate) {

  /** Names the certificate only, so that no log shows a key. */
  @Override
  public String toString() {
    return "KeyAndCertificate[" + certificate.getSubjectX500Principal() + "]";
  }
}
