package dev.setpoint.agent;

import dev.setpoint.agent.cluster.ClusterApi;
import dev.setpoint.agent.cluster.RestClusterApi;
import dev.setpoint.agent.runtime.ContainerRuntime;
import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.events.EventRecorder;
import dev.setpoint.common.informer.Informers;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/** Ties the agent's life to the application's, and its trouble to the application's readiness. */
@Configuration(proxyBeanMethods = false)
class AgentLifecycle {

  @Bean
  ClusterApi clusterApi(ApiClient client) {
    return new RestClusterApi(client);
  }

  @Bean(destroyMethod = "close")
  Agent agent(
      ServiceProperties service,
      AgentProperties settings,
      ContainerRuntime runtime,
      ClusterApi api,
      Informers informers,
      EventRecorder recorder,
      MeterRegistry metrics,
      Clock clock) {
    return new Agent(service, settings, runtime, api, informers, recorder, metrics, clock);
  }

  @Bean
  HealthIndicator agentHealth(Agent agent) {
    return () -> {
      String trouble = agent.trouble();
      return trouble == null
          ? Health.up().build()
          : Health.outOfService().withDetail("reason", trouble).build();
    };
  }

  @Bean
  Starter agentStarter(Agent agent) {
    return new Starter(agent);
  }

  /** Starts the agent once the management port answers. */
  static final class Starter {
    private final Agent agent;

    Starter(Agent agent) {
      this.agent = agent;
    }

    @EventListener(ApplicationReadyEvent.class)
    void start() {
      agent.start();
    }
  }
}
