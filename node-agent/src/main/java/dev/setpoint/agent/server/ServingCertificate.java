package dev.setpoint.agent.server;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The agent's own certificate. It is signed by nobody: the Node's annotation carries its digest,
 * which only this node may write, and the API service accepts no other.
 */
public final class ServingCertificate {

  private static final String ALIAS = "serving";

  /** Guards nothing that the file's mode does not: keystores just need one. */
  private static final char[] PASSWORD = "setpoint".toCharArray();

  private static final Duration VALID = Duration.ofDays(3650);

  private final KeyStore keys;

  private ServingCertificate(KeyStore keys) {
    this.keys = keys;
  }

  /** Loads the certificate from the state directory, or makes one and keeps it there. */
  public static ServingCertificate loadOrMake(
      Path directory, String nodeName, String address, Clock clock)
      throws IOException, GeneralSecurityException {
    Path file = directory.resolve("serving-" + nodeName + ".p12");
    KeyStore keys = KeyStore.getInstance("PKCS12");
    if (Files.exists(file)) {
      try (var in = Files.newInputStream(file)) {
        keys.load(in, PASSWORD);
      }
      return new ServingCertificate(keys);
    }
    keys.load(null, PASSWORD);
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    X509Certificate certificate = sign(pair, nodeName, address, clock.instant());
    keys.setKeyEntry(ALIAS, pair.getPrivate(), PASSWORD, new X509Certificate[] {certificate});
    save(keys, directory, file);
    return new ServingCertificate(keys);
  }

  private static void save(KeyStore keys, Path directory, Path file)
      throws IOException, GeneralSecurityException {
    Files.createDirectories(directory);
    Path fresh =
        Files.createTempFile(
            directory,
            "serving",
            ".tmp",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (var out = Files.newOutputStream(fresh)) {
      keys.store(out, PASSWORD);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static X509Certificate sign(KeyPair pair, String nodeName, String address, Instant now)
      throws IOException, GeneralSecurityException {
    X500Name name = new X500Name("O=system:nodes,CN=system:node:" + nodeName);
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            name,
            new BigInteger(127, new SecureRandom()),
            Date.from(now.minus(Duration.ofHours(1))),
            Date.from(now.plus(VALID)),
            name,
            pair.getPublic());
    List<GeneralName> names = new ArrayList<>();
    names.add(new GeneralName(GeneralName.dNSName, nodeName));
    names.add(new GeneralName(GeneralName.dNSName, "localhost"));
    names.add(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
    names.add(new GeneralName(GeneralName.iPAddress, address));
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(names.toArray(GeneralName[]::new)));
    builder.addExtension(
        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  KeyStore keyStore() {
    return keys;
  }

  static char[] password() {
    return PASSWORD.clone();
  }

  /** In hexadecimal, as the Node's annotation shows it. */
  public String sha256() throws GeneralSecurityException {
    byte[] encoded = keys.getCertificate(ALIAS).getEncoded();
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(encoded));
  }
}
