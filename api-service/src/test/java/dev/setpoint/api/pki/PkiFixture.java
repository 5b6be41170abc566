package dev.setpoint.api.pki;

import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Real trust material in a folder of a test's own. */
public final class PkiFixture {

  private PkiFixture() {}

  public static Pki in(Path state) {
    return new Pki(properties(state), Clock.systemUTC(), List.of());
  }

  public static EncryptionKeys encryptionKeys(Path state) {
    return new EncryptionKeys(properties(state));
  }

  public static TokenKeys tokenKeys(Path state) {
    return new TokenKeys(properties(state));
  }

  private static PkiProperties properties(Path state) {
    return new PkiProperties(state, List.of("n"), new PkiProperties.Pki(List.of(), null, null));
  }

  public record ServerTls(SSLContext context, X509Certificate certificate) {}

  /** A node agent's TLS: its own authority's certificate, and trust in this one's clients. */
  public static ServerTls agentServer(Pki pki) throws Exception {
    KeyAndCertificate pair =
        CertificateAuthority.create(Instant.now())
            .issueServer("agent", SubjectNames.asGeneralNames(List.of("agent")), Instant.now());
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry("a", pair.key(), new char[0], new Certificate[] {pair.certificate()});
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, new char[0]);
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("ca", pki.authority());
    TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(trust);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), trusted.getTrustManagers(), null);
    return new ServerTls(tls, pair.certificate());
  }
}
