package dev.setpoint.agent;

import dev.setpoint.agent.runtime.docker.DockerRuntime;
import dev.setpoint.agent.runtime.docker.EngineProperties;
import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.events.EventRecorder;
import dev.setpoint.common.events.EventWriter;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.WatchInformers;
import io.fabric8.kubernetes.api.model.Pod;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Map;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The agent's parts that need nothing but settings. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
  ServiceProperties.class,
  AgentProperties.class,
  EngineProperties.class
})
class AgentConfiguration {

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  DockerRuntime containerRuntime(EngineProperties engine, MeterRegistry metrics) {
    return new DockerRuntime(engine, metrics);
  }

  @Bean
  ApiClient apiClient(ServiceProperties service) {
    return new ApiClient(service.kubeconfigPath(), "node-agent");
  }

  @Bean
  Informers informers(ApiClient api, ServiceProperties service) {
    return new WatchInformers(api, Map.of(Pod.class, "spec.nodeName=" + service.nodeName()));
  }

  @Bean
  EventWriter eventWriter(ApiClient api, ServiceProperties service, Clock clock) {
    return new EventWriter(api, service.nodeName(), clock);
  }

  @Bean
  EventRecorder eventRecorder(EventWriter writer) {
    return writer.recorder("kubelet");
  }
}
