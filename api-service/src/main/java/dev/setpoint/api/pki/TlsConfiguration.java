package dev.setpoint.api.pki;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Hands the API server's certificate to the web server as the SSL bundle {@code apiserver}. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PkiProperties.class)
class TlsConfiguration {

  static final String BUNDLE = "apiserver";

  /** In memory only; the key file's protection is its mode. */
  private static final String PASSWORD = "in-memory";

  @Bean
  SslBundleRegistrar apiserverCertificate(Pki pki) {
    return registry -> registry.registerBundle(BUNDLE, bundle(pki));
  }

  static SslBundle bundle(Pki pki) {
    try {
      KeyStore keys = empty();
      keys.setKeyEntry(
          BUNDLE,
          pki.server().key(),
          PASSWORD.toCharArray(),
          new Certificate[] {pki.server().certificate(), pki.authority()});
      KeyStore trust = empty();
      trust.setCertificateEntry("ca", pki.authority());
      return SslBundle.of(
          SslStoreBundle.of(keys, PASSWORD, trust), SslBundleKey.of(PASSWORD, BUNDLE));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("cannot load the API server's certificate", e);
    }
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
