package dev.setpoint.controller.certificates;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Signs requests with the cluster's CA, as pkg/controller/certificates/authority does. */
final class Signer {

  private static final Duration BACKDATE = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMinutes(10);
  private static final SecureRandom RANDOM = new SecureRandom();

  private static final Map<String, Integer> USAGES =
      Map.of(
          "signing", KeyUsage.digitalSignature,
          "digital signature", KeyUsage.digitalSignature,
          "content commitment", KeyUsage.nonRepudiation,
          "key encipherment", KeyUsage.keyEncipherment,
          "key agreement", KeyUsage.keyAgreement,
          "data encipherment", KeyUsage.dataEncipherment,
          "cert sign", KeyUsage.keyCertSign,
          "crl sign", KeyUsage.cRLSign,
          "encipher only", KeyUsage.encipherOnly,
          "decipher only", KeyUsage.decipherOnly);

  private static final Map<String, KeyPurposeId> PURPOSES =
      Map.of(
          "any", KeyPurposeId.anyExtendedKeyUsage,
          "server auth", KeyPurposeId.id_kp_serverAuth,
          "client auth", KeyPurposeId.id_kp_clientAuth,
          "code signing", KeyPurposeId.id_kp_codeSigning,
          "email protection", KeyPurposeId.id_kp_emailProtection,
          "timestamping", KeyPurposeId.id_kp_timeStamping,
          "ocsp signing", KeyPurposeId.id_kp_OCSPSigning);

  private final X509Certificate ca;
  private final PrivateKey key;

  private Signer(X509Certificate ca, PrivateKey key) {
    this.ca = ca;
    this.key = key;
  }

  /** Reads {@code ca.crt} and {@code ca.key}. */
  static Signer load(Path directory) throws IOException {
    try (PEMParser certificate = pem(directory.resolve("ca.crt"));
        PEMParser key = pem(directory.resolve("ca.key"))) {
      if (!(certificate.readObject() instanceof X509CertificateHolder holder)) {
        throw new IOException("no certificate in " + directory.resolve("ca.crt"));
      }
      return new Signer(
          new JcaX509CertificateConverter().getCertificate(holder), privateKey(key.readObject()));
    } catch (CertificateException e) {
      throw new IOException("no certificate in " + directory.resolve("ca.crt"), e);
    }
  }

  private static PEMParser pem(Path file) throws IOException {
    return new PEMParser(new StringReader(Files.readString(file)));
  }

  private static PrivateKey privateKey(Object pem) throws IOException {
    JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
    return switch (pem) {
      case PEMKeyPair pair -> converter.getPrivateKey(pair.getPrivateKeyInfo());
      case PrivateKeyInfo info -> converter.getPrivateKey(info);
      default -> throw new IOException("no private key but " + pem.getClass().getSimpleName());
    };
  }

  /** A certificate in PEM that ends after {@code lifetime}, or with the CA if that is sooner. */
  String sign(CertificateRequest request, List<String> usages, Duration lifetime, Instant now)
      throws GeneralSecurityException {
    // A long-lived certificate is dated back for clocks that lag; of a short one nothing is taken.
    Instant from = now.minus(BACKDATE);
    Instant until =
        now.plus(lifetime).minus(lifetime.compareTo(SHORT) <= 0 ? Duration.ZERO : BACKDATE);
    Instant last = ca.getNotAfter().toInstant();
    try {
      X509v3CertificateBuilder builder =
          new X509v3CertificateBuilder(
              X500Name.getInstance(ca.getSubjectX500Principal().getEncoded()),
              new BigInteger(127, RANDOM).add(BigInteger.ONE),
              Date.from(from),
              Date.from(until.isAfter(last) ? last : until),
              request.subject(),
              request.key());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      addUsages(builder, usages);
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(ca));
      if (request.names() != null) {
        builder.addExtension(Extension.subjectAlternativeName, false, request.names());
      }
      String algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
      return write(builder.build(new JcaContentSignerBuilder(algorithm).build(key)));
    } catch (IOException | OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static void addUsages(X509v3CertificateBuilder builder, List<String> usages)
      throws IOException {
    int bits = 0;
    List<KeyPurposeId> purposes = new ArrayList<>();
    for (String usage : usages) {
      bits |= USAGES.getOrDefault(usage, 0);
      KeyPurposeId purpose = PURPOSES.get(usage);
      if (purpose != null) {
        purposes.add(purpose);
      }
    }
    if (bits != 0) {
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(bits));
    }
    if (!purposes.isEmpty()) {
      builder.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(purposes.toArray(KeyPurposeId[]::new)));
    }
  }

  private static String write(X509CertificateHolder certificate) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(certificate);
    }
    return text.toString();
  }
}
