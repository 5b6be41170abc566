package dev.setpoint.api;

import dev.setpoint.common.host.NativeCrypto;
import java.time.Clock;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;

/** The Kubernetes API over Postgres and Kafka. */
@SpringBootApplication
public class ApiService {

  /** The service with its own configuration file, so that several can share one class path. */
  public static SpringApplicationBuilder builder() {
    NativeCrypto.install();
    return new SpringApplicationBuilder(ApiService.class)
        .properties("spring.config.name=api-service");
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  public static void main(String[] args) {
    builder().run(args);
  }
}
