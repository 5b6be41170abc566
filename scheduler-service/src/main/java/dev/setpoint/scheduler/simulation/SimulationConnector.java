package dev.setpoint.scheduler.simulation;

import dev.setpoint.common.host.Authorities;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import org.apache.catalina.connector.Connector;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/** A port of its own for the API service, on which both sides show certificates. */
@Component
final class SimulationConnector
    implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

  private static final Logger log = LoggerFactory.getLogger(SimulationConnector.class);
  private static final String KEY = "scheduler.key";

  private final SimulationProperties properties;

  SimulationConnector(SimulationProperties properties) {
    this.properties = properties;
  }

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    if (properties.port() == 0) {
      return;
    }
    if (!Files.isReadable(properties.pki().resolve(KEY))) {
      log.warn("What-if questions are not answered: {} has no {}", properties.pki(), KEY);
    } else {
      factory.addAdditionalConnectors(connector());
    }
  }

  private Connector connector() {
    SSLHostConfig tls = new SSLHostConfig();
    tls.setProtocols("TLSv1.3");
    tls.setCertificateVerification("required");
    tls.setTrustStore(authority());
    SSLHostConfigCertificate certificate =
        new SSLHostConfigCertificate(tls, SSLHostConfigCertificate.Type.EC);
    certificate.setCertificateFile(file("scheduler.crt"));
    certificate.setCertificateKeyFile(file(KEY));
    tls.addCertificate(certificate);
    Connector connector = new Connector("org.apache.coyote.http11.Http11NioProtocol");
    connector.setPort(properties.port());
    connector.setProperty("address", properties.address());
    connector.setScheme("https");
    connector.setSecure(true);
    connector.setProperty("SSLEnabled", "true");
    connector.addSslHostConfig(tls);
    return connector;
  }

  private KeyStore authority() {
    try {
      return Authorities.trusting(properties.pki().resolve("ca.crt"));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("cannot read the API's authority", e);
    }
  }

  private String file(String name) {
    Path file = properties.pki().resolve(name);
    return file.toAbsolutePath().toString();
  }
}
