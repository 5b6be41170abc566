package dev.setpoint.controller;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.controller.Controller;
import dev.setpoint.common.controller.ControllerRunner;
import dev.setpoint.common.events.EventWriter;
import dev.setpoint.common.informer.InformerMetrics;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.InformersHealth;
import dev.setpoint.common.informer.KafkaInformers;
import dev.setpoint.common.leader.LeaderElector;
import dev.setpoint.common.leader.LeaderIdentity;
import dev.setpoint.common.resource.ObjectKey;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What connects the controllers to the rest: the API, Kafka, leadership and the clock. */
@Configuration(proxyBeanMethods = false)
@ConfigurationPropertiesScan
class ControllerConfiguration {

  /** The Lease that a kube-controller-manager would hold, so that tools find the leader. */
  private static final ObjectKey LEASE = new ObjectKey("kube-system", "kube-controller-manager");

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  Leadership leadership() {
    return new Leadership();
  }

  /** For what needs no leadership: lists, Events and the Lease itself. */
  record OpenApiAccess(ApiClient client) {}

  @Bean
  OpenApiAccess openAccess(ConnectionProperties connection) {
    return new OpenApiAccess(
        new ApiClient(connection.resolvedKubeconfig(), "setpoint-controller-manager"));
  }

  /** What controllers get: it writes only while this replica leads. */
  @Bean
  ApiClient api(OpenApiAccess open, Leadership leadership) {
    return open.client().fenced(leadership::isHeld);
  }

  @Bean
  Informers informers(KafkaProperties kafka, OpenApiAccess open) {
    return new KafkaInformers(kafka.buildConsumerProperties(), open.client());
  }

  @Bean
  EventWriter eventWriter(OpenApiAccess open, Clock clock) {
    return new EventWriter(open.client(), "", clock);
  }

  @Bean
  ControllerRunner controllerRunner(
      List<Controller> controllers,
      ManagerProperties properties,
      Informers informers,
      MeterRegistry metrics,
      Clock clock) {
    return new ControllerRunner(controllers, properties.selection(), informers, metrics, clock);
  }

  @Bean
  LeaderElector leaderElector(
      OpenApiAccess open,
      Leadership leadership,
      ControllerRunner runner,
      @Value("${setpoint.leader.identity:}") String identity) {
    LeaderElector elector =
        new LeaderElector(
            open.client(), LEASE, LeaderIdentity.of(identity), runner::start, runner::stop);
    leadership.heldBy(elector);
    return elector;
  }

  @Bean
  ManagerLifecycle managerLifecycle(
      Informers informers, LeaderElector elector, ControllerRunner runner) {
    return new ManagerLifecycle(informers, elector, runner);
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
