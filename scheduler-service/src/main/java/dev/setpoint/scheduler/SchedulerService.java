package dev.setpoint.scheduler;

import dev.setpoint.common.host.NativeCrypto;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** Binds Pods to Nodes. */
@SpringBootApplication
public class SchedulerService {

  /** The service with its own configuration file, so that several can share one class path. */
  public static SpringApplicationBuilder builder() {
    NativeCrypto.install();
    return new SpringApplicationBuilder(SchedulerService.class)
        .properties("spring.config.name=scheduler-service");
  }

  public static void main(String[] args) {
    builder().run(args);
  }
}
