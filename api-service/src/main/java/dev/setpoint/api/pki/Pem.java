package dev.setpoint.api.pki;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** PEM text of keys (PKCS #8) and certificates (RFC 7468). */
final class Pem {

  private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

  private Pem() {}

  static String key(PrivateKey key) {
    return block("PRIVATE KEY", key.getEncoded());
  }

  static String publicKey(PublicKey key) {
    return block("PUBLIC KEY", key.getEncoded());
  }

  /** The content of a file's one block. */
  static byte[] bytes(String text) {
    return Base64.getMimeDecoder().decode(text.replaceAll("-----[A-Z ]+-----", "").strip());
  }

  static String certificate(X509Certificate certificate) throws GeneralSecurityException {
    return block("CERTIFICATE", certificate.getEncoded());
  }

  /** Reads {@code name.key} and {@code name.crt}; null when either is missing. */
  static @Nullable KeyAndCertificate read(Path directory, String name)
      throws IOException, GeneralSecurityException {
    Path key = directory.resolve(name + ".key");
    Path certificate = directory.resolve(name + ".crt");
    if (!Files.exists(key) || !Files.exists(certificate)) {
      return null;
    }
    byte[] der = bytes(Files.readString(key));
    try (var in = Files.newInputStream(certificate)) {
      return new KeyAndCertificate(
          KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der)),
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
  }

  /** The key first, so that a certificate never lacks its key. */
  static void write(Path directory, String name, KeyAndCertificate pair)
      throws IOException, GeneralSecurityException {
    PrivateFiles.write(directory.resolve(name + ".key"), key(pair.key()));
    PrivateFiles.write(directory.resolve(name + ".crt"), certificate(pair.certificate()));
  }

  private static String block(String label, byte[] der) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + LINES.encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }
}
