package dev.setpoint.api.rest;

import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Lets Tomcat pass on what Kubernetes answers itself: odd names, methods and long bodies. */
@Configuration(proxyBeanMethods = false)
class TomcatConfiguration {

  /** So much of a refused body is still read, so that the client gets to see the refusal. */
  private static final int MAX_SWALLOWED = 16 * 1024 * 1024;

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> lenientTomcat() {
    return factory ->
        factory.addConnectorCustomizers(
            connector -> {
              connector.setAllowTrace(true);
              connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
              connector.setProperty("maxSwallowSize", String.valueOf(MAX_SWALLOWED));
              connector.setProperty("relaxedPathChars", "\"<>[\\]^`{|}");
              connector.setProperty("relaxedQueryChars", "\"<>[\\]^`{|}");
            });
  }
}
