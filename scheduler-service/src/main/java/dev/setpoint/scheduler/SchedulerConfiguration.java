package dev.setpoint.scheduler;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.events.EventWriter;
import dev.setpoint.common.host.HostName;
import dev.setpoint.common.informer.InformerMetrics;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.InformersHealth;
import dev.setpoint.common.informer.KafkaInformers;
import dev.setpoint.scheduler.plugin.ReplicaSetSelectors;
import dev.setpoint.scheduler.plugin.WorkloadSelectors;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.time.Clock;
import java.util.random.RandomGenerator;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What connects the scheduler to the rest: the API, Kafka and the clock. */
@Configuration(proxyBeanMethods = false)
@ConfigurationPropertiesScan
class SchedulerConfiguration {

  private static final String COMPONENT = "default-scheduler";

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  RandomGenerator random() {
    return RandomGenerator.getDefault();
  }

  @Bean
  ApiClient api(ConnectionProperties connection) {
    return new ApiClient(connection.resolvedKubeconfig(), "setpoint-scheduler");
  }

  @Bean
  Informers informers(KafkaProperties kafka, ApiClient api) {
    return new KafkaInformers(kafka.buildConsumerProperties(), api);
  }

  @Bean(destroyMethod = "close")
  EventWriter eventWriter(ApiClient api, Clock clock) {
    return new EventWriter(api, HostName.get(), clock);
  }

  @Bean
  dev.setpoint.common.events.EventRecorder events(EventWriter writer) {
    return writer.recorder(COMPONENT);
  }

  @Bean
  WorkloadSelectors workloadSelectors(Informers informers) {
    return new ReplicaSetSelectors(informers.informer(ReplicaSet.class).store());
  }

  @Bean
  InformersHealth informersHealth(Informers informers) {
    return new InformersHealth(informers);
  }

  @Bean
  InformerMetrics informerMetrics(Informers informers) {
    return new InformerMetrics(informers);
  }
}
