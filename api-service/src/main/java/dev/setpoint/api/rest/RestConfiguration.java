package dev.setpoint.api.rest;

import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

/** Puts the generic endpoint before every other handler, without argument resolution. */
@Configuration(proxyBeanMethods = false)
class RestConfiguration {

  @Bean
  SimpleUrlHandlerMapping resourceMapping(ResourceEndpoint endpoint) {
    return new SimpleUrlHandlerMapping(
        Map.of("/api/*/*/**", endpoint, "/apis/*/*/*/**", endpoint), Ordered.HIGHEST_PRECEDENCE);
  }
}
