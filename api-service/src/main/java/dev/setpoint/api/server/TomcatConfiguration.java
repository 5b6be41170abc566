package dev.setpoint.api.server;

import org.apache.catalina.core.StandardHost;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Lets odd but legal requests through to the code that answers them as Kubernetes does, instead of
 * with Tomcat's own pages.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ServerProperties.class)
class TomcatConfiguration {

  /** So much of a refused body is still read, so that the client gets to see the refusal. */
  private static final int MAX_SWALLOWED = 16 * 1024 * 1024;

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> kubernetesRequests(
      ServerProperties properties) {
    return factory -> {
      factory.setProtocol(PatientProtocol.class.getName());
      factory.addEngineValves(new ClientProbeValve());
      factory.addContextCustomizers(
          context ->
              ((StandardHost) context.getParent())
                  .setErrorReportValveClass(StatusReportValve.class.getName()));
      factory.addConnectorCustomizers(
          connector -> {
            if (connector.getProtocolHandler() instanceof PatientProtocol protocol) {
              protocol.setHeaderTimeout(properties.headerTimeout());
            }
            connector.setAllowTrace(true);
            connector.setProperty("maxSwallowSize", String.valueOf(MAX_SWALLOWED));
            connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
            connector.setEncodedReverseSolidusHandling(
                EncodedSolidusHandling.PASS_THROUGH.getValue());
            connector.setProperty("relaxedPathChars", "\"<>[\\]^`{|}");
            connector.setProperty("relaxedQueryChars", "\"<>[\\]^`{|}");
          });
    };
  }
}
