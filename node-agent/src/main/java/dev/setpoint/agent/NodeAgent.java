package dev.setpoint.agent;

import dev.setpoint.common.host.NativeCrypto;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** Runs one node's Pods on its Docker Engine. */
@SpringBootApplication
public class NodeAgent {

  /** The service with its own configuration file, so that several can share one class path. */
  public static SpringApplicationBuilder builder() {
    NativeCrypto.install();
    return new SpringApplicationBuilder(NodeAgent.class)
        .properties("spring.config.name=node-agent");
  }

  public static void main(String[] args) {
    builder().run(args);
  }
}
