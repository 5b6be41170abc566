package dev.setpoint.controller.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final List<String> NODE_USAGES = List.of("digital signature", "client auth");

  private static KeyPair keys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  private static String pem(Object object) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    }
    return text.toString();
  }

  private static String request(String subject, String... dns) throws Exception {
    KeyPair keys = keys();
    var builder = new JcaPKCS10CertificationRequestBuilder(new X500Name(subject), keys.getPublic());
    if (dns.length > 0) {
      ExtensionsGenerator extensions = new ExtensionsGenerator();
      extensions.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(new GeneralName(GeneralName.dNSName, dns[0])));
      builder.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
    }
    String pem =
        pem(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void signsWhatWasAskedForAndNoLongerThanTheAuthorityLives(@TempDir Path dir) throws Exception {
    KeyPair ca = keys();
    X500Name name = new X500Name("CN=ca");
    Files.writeString(
        dir.resolve("ca.crt"),
        pem(
            new JcaX509v3CertificateBuilder(
                    name,
                    BigInteger.ONE,
                    Date.from(NOW.minus(Duration.ofDays(1))),
                    Date.from(NOW.plus(Duration.ofDays(30))),
                    name,
                    ca.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(ca.getPrivate()))));
    Files.writeString(dir.resolve("ca.key"), pem(new JcaPKCS8Generator(ca.getPrivate(), null)));
    CertificateRequest request =
        CertificateRequest.parse(request("O=system:nodes,CN=system:node:n", "n.example"));

    String pem =
        Signer.load(dir)
            .sign(request, List.of("digital signature", "server auth"), Duration.ofDays(365), NOW);

    X509Certificate certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(
                    new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    certificate.verify(ca.getPublic());
    assertThat(certificate.getNotAfter()).isEqualTo(Date.from(NOW.plus(Duration.ofDays(30))));
    assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    assertThat(certificate.getSubjectAlternativeNames()).hasSize(1);
    assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
  }

  @Test
  void aNodeMayAskForItselfOnly() throws Exception {
    CertificateRequest node = CertificateRequest.parse(request("O=system:nodes,CN=system:node:n"));
    assertThat(SignerRules.refusal(SignerRules.NODE_CLIENT, node, NODE_USAGES)).isNull();
    assertThat(SignerRules.refusal(SignerRules.NODE_CLIENT, node, List.of("server auth")))
        .isEqualTo("usages did not match expected");
    assertThat(SignerRules.refusal(SignerRules.NODE_SERVING, node, NODE_USAGES))
        .isEqualTo("DNS or IP subjectAltName is required");
    CertificateRequest user = CertificateRequest.parse(request("O=system:masters,CN=me"));
    assertThat(SignerRules.refusal(SignerRules.NODE_CLIENT, user, NODE_USAGES))
        .isEqualTo("subject organization is not system:nodes");
    CertificateRequest named =
        CertificateRequest.parse(request("O=system:nodes,CN=system:node:n", "n"));
    assertThat(SignerRules.refusal(SignerRules.NODE_CLIENT, named, NODE_USAGES))
        .isEqualTo("DNS subjectAltNames are not allowed");
  }
}
