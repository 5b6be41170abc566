package dev.setpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.setpoint.scheduler.cycle.QueueProperties;
import dev.setpoint.scheduler.cycle.SchedulerProperties;
import dev.setpoint.scheduler.framework.PluginProperties;
import java.nio.file.Path;
import java.time.Duration;
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
        .isEqualTo(new SchedulerProperties("mine", 20, 3, Duration.ofSeconds(5)));
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
        .isThrownBy(() -> new SchedulerProperties("s", 0, 0, Duration.ofSeconds(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new QueueProperties(
                    Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofMinutes(5)));
  }
}
