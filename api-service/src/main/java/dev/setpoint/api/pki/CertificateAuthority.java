package dev.setpoint.api.pki;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** Signs certificates; every key is P-256, which all clients of Kubernetes accept. */
final class CertificateAuthority {

  static final Duration CA_LIFETIME = Duration.ofDays(3650);
  static final Duration LEAF_LIFETIME = Duration.ofDays(365);

  private static final SecureRandom RANDOM = new SecureRandom();

  /** Clocks of hosts differ a little; a fresh certificate must be valid on all of them. */
  private static final Duration SKEW = Duration.ofMinutes(10);

  private final KeyAndCertificate ca;

  CertificateAuthority(KeyAndCertificate ca) {
    this.ca = ca;
  }

  KeyAndCertificate ca() {
    return ca;
  }

  static CertificateAuthority create(Instant now) throws GeneralSecurityException {
    KeyPair keys = newKeys();
    X500Name name = new X500Name("CN=setpoint-ca");
    try {
      X509v3CertificateBuilder builder =
          builder(name, name, keys.getPublic(), now, CA_LIFETIME)
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
              .addExtension(
                  Extension.keyUsage,
                  true,
                  new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign | KeyUsage.digitalSignature))
              .addExtension(
                  Extension.subjectKeyIdentifier,
                  false,
                  new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
      return new CertificateAuthority(sign(builder, keys, keys));
    } catch (CertIOException | OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  KeyAndCertificate issueServer(String commonName, Collection<GeneralName> names, Instant now)
      throws GeneralSecurityException {
    return issue(
        "CN=" + commonName,
        KeyPurposeId.id_kp_serverAuth,
        new GeneralNames(names.toArray(GeneralName[]::new)),
        now);
  }

  /** {@code subject} as in RFC 4514: CN is the user, each O a group. */
  KeyAndCertificate issueClient(String subject, Instant now) throws GeneralSecurityException {
    return issue(subject, KeyPurposeId.id_kp_clientAuth, null, now);
  }

  private KeyAndCertificate issue(
      String subject, KeyPurposeId purpose, @Nullable GeneralNames names, Instant now)
      throws GeneralSecurityException {
    KeyPair keys = newKeys();
    X500Name issuer = X500Name.getInstance(ca.certificate().getSubjectX500Principal().getEncoded());
    JcaX509ExtensionUtils utils = new JcaX509ExtensionUtils();
    try {
      X509v3CertificateBuilder builder =
          builder(issuer, new X500Name(subject), keys.getPublic(), now, LEAF_LIFETIME)
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
              .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
              .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose))
              .addExtension(
                  Extension.authorityKeyIdentifier,
                  false,
                  utils.createAuthorityKeyIdentifier(ca.certificate()));
      if (names != null) {
        builder.addExtension(Extension.subjectAlternativeName, false, names);
      }
      return sign(builder, keys, new KeyPair(ca.certificate().getPublicKey(), ca.key()));
    } catch (CertIOException | OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static X509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, PublicKey key, Instant now, Duration lifetime) {
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(127, RANDOM).add(BigInteger.ONE),
        Date.from(now.minus(SKEW)),
        Date.from(now.plus(lifetime)),
        subject,
        key);
  }

  private static KeyAndCertificate sign(
      X509v3CertificateBuilder builder, KeyPair subject, KeyPair signer)
      throws OperatorCreationException, GeneralSecurityException {
    var holder =
        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate()));
    return new KeyAndCertificate(
        subject.getPrivate(), new JcaX509CertificateConverter().getCertificate(holder));
  }

  private static KeyPair newKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
    return generator.generateKeyPair();
  }
}
