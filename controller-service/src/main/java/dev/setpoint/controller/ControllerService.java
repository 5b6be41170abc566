package dev.setpoint.controller;

import dev.setpoint.common.host.NativeCrypto;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** The control loops that drive current state to desired state. */
@SpringBootApplication
public class ControllerService {

  /** The service with its own configuration file, so that several can share one class path. */
  public static SpringApplicationBuilder builder() {
    NativeCrypto.install();
    return new SpringApplicationBuilder(ControllerService.class)
        .properties("spring.config.name=controller-service");
  }

  public static void main(String[] args) {
    builder().run(args);
  }
}
