package dev.setpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.setpoint.scheduler.cycle.ProfileProperties;
import dev.setpoint.scheduler.cycle.QueueProperties;
import dev.setpoint.scheduler.cycle.SchedulerProperties;
import dev.setpoint.scheduler.extender.ExtenderProperties;
import dev.setpoint.scheduler.framework.PluginProperties;
import dev.setpoint.scheduler.plugin.FitScoring;
import dev.setpoint.scheduler.plugin.FitScoring.Point;
import dev.setpoint.scheduler.plugin.FitScoring.Strategy;
import dev.setpoint.scheduler.simulation.SimulationProperties;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Pins the names and defaults of what can be configured. */
class PropertiesTest {

  private static <T> T bind(String prefix, Class<T> type, Map<String, String> properties) {
    return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate(prefix, type);
  }

  @Test
  void defaults() {
    assertThat(bind("setpoint.scheduler", SchedulerProperties.class, Map.of()))
        .isEqualTo(SchedulerProperties.DEFAULTS);
    assertThat(bind("setpoint.scheduler.queue", QueueProperties.class, Map.of()))
        .isEqualTo(QueueProperties.DEFAULTS);
    assertThat(bind("setpoint.scheduler.plugins", PluginProperties.class, Map.of()))
        .isEqualTo(PluginProperties.DEFAULTS);
    assertThat(bind("setpoint.simulation", SimulationProperties.class, Map.of()))
        .isEqualTo(new SimulationProperties("127.0.0.1", 0, Path.of(".setpoint/pki")));
    assertThat(bind("setpoint", ConnectionProperties.class, Map.of()).resolvedKubeconfig())
        .isEqualTo(Path.of(".setpoint/kubeconfigs/scheduler"));
  }

  @Test
  void names() {
    assertThat(
            bind(
                "setpoint.scheduler",
                SchedulerProperties.class,
                Map.of(
                    "setpoint.scheduler.name", "mine",
                    "setpoint.scheduler.percentage-of-nodes-to-score", "20",
                    "setpoint.scheduler.parallel-bindings", "3",
                    "setpoint.scheduler.confirm-within", "5s")))
        .isEqualTo(
            new SchedulerProperties(
                "mine", 20, 3, Duration.ofSeconds(5), FitScoring.LEAST, List.of(), List.of()));
    assertThat(
            bind(
                    "setpoint.scheduler",
                    SchedulerProperties.class,
                    Map.of(
                        "setpoint.scheduler.extenders[0].url-prefix", "http://x/scheduler",
                        "setpoint.scheduler.extenders[0].filter-verb", "filter",
                        "setpoint.scheduler.extenders[0].prioritize-verb", "prioritize",
                        "setpoint.scheduler.extenders[0].bind-verb", "bind",
                        "setpoint.scheduler.extenders[0].weight", "2",
                        "setpoint.scheduler.extenders[0].http-timeout", "1s",
                        "setpoint.scheduler.extenders[0].node-cache-capable", "true",
                        "setpoint.scheduler.extenders[0].managed-resources", "example.com/card",
                        "setpoint.scheduler.extenders[0].ignorable", "true"))
                .extenders())
        .containsExactly(
            new ExtenderProperties(
                URI.create("http://x/scheduler"),
                "filter",
                "prioritize",
                "bind",
                2,
                Duration.ofSeconds(1),
                true,
                Set.of("example.com/card"),
                true));
    assertThat(
            bind(
                    "setpoint.scheduler",
                    SchedulerProperties.class,
                    Map.of(
                        "setpoint.scheduler.profiles[0].name", "packing",
                        "setpoint.scheduler.profiles[0].disabled", "ImageLocality",
                        "setpoint.scheduler.profiles[0].weights.NodeResourcesFit", "5",
                        "setpoint.scheduler.profiles[0].fit.strategy", "RequestedToCapacityRatio",
                        "setpoint.scheduler.profiles[0].fit.resources.cpu", "3",
                        "setpoint.scheduler.profiles[0].fit.shape[0].utilization", "0",
                        "setpoint.scheduler.profiles[0].fit.shape[0].score", "0",
                        "setpoint.scheduler.profiles[0].fit.shape[1].utilization", "100",
                        "setpoint.scheduler.profiles[0].fit.shape[1].score", "10"))
                .profiles())
        .containsExactly(
            new ProfileProperties(
                "packing",
                Set.of("ImageLocality"),
                Map.of("NodeResourcesFit", 5),
                new FitScoring(
                    Strategy.RequestedToCapacityRatio,
                    Map.of("cpu", 3),
                    List.of(new Point(0, 0), new Point(100, 10)))));
    assertThat(
            bind(
                "setpoint.scheduler.queue",
                QueueProperties.class,
                Map.of(
                    "setpoint.scheduler.queue.initial-backoff", "2s",
                    "setpoint.scheduler.queue.max-backoff", "20s",
                    "setpoint.scheduler.queue.flush-after", "1m")))
        .isEqualTo(
            new QueueProperties(
                Duration.ofSeconds(2), Duration.ofSeconds(20), Duration.ofMinutes(1)));
    assertThat(
            bind(
                "setpoint.simulation",
                SimulationProperties.class,
                Map.of(
                    "setpoint.simulation.address", "0.0.0.0",
                    "setpoint.simulation.port", "6451",
                    "setpoint.simulation.pki", "/pki")))
        .isEqualTo(new SimulationProperties("0.0.0.0", 6451, Path.of("/pki")));
    assertThat(
            bind(
                "setpoint.scheduler.plugins",
                PluginProperties.class,
                Map.of(
                    "setpoint.scheduler.plugins.disabled", "ImageLocality,NodePorts",
                    "setpoint.scheduler.plugins.weights.NodeResourcesFit", "5")))
        .isEqualTo(
            new PluginProperties(
                Set.of("ImageLocality", "NodePorts"), Map.of("NodeResourcesFit", 5)));
    assertThat(
            bind(
                    "setpoint",
                    ConnectionProperties.class,
                    Map.of("setpoint.kubeconfig", "/etc/setpoint/config"))
                .resolvedKubeconfig())
        .isEqualTo(Path.of("/etc/setpoint/config"));
  }

  @Test
  void nonsenseIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new SchedulerProperties(
                    "s", 0, 0, Duration.ofSeconds(1), FitScoring.LEAST, List.of(), List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new SchedulerProperties(
                    "twice",
                    0,
                    1,
                    Duration.ofSeconds(1),
                    FitScoring.LEAST,
                    List.of(new ProfileProperties("twice", Set.of(), Map.of(), FitScoring.LEAST)),
                    List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FitScoring(Strategy.RequestedToCapacityRatio, Map.of(), List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new QueueProperties(
                    Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofMinutes(5)));
  }
}
