package dev.setpoint.agent.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.agent.pod.Labels;
import dev.setpoint.agent.runtime.ContainerState;
import dev.setpoint.common.json.KubeJson;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class UsageSamplerTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration INTERVAL = Duration.ofSeconds(15);

  private Instant now = START;
  private final Map<String, Long> cpu = new HashMap<>();
  private final List<ContainerState> containers = new ArrayList<>();
  private final UsageSampler sampler =
      new UsageSampler(new TestingCounters(), () -> containers, INTERVAL, clock(() -> now));

  private final class TestingCounters implements Counters {
    @Override
    public @Nullable Sample container(String id, long pid, Instant at) {
      Long used = cpu.get(id);
      return used == null ? null : new Sample(at, used, 100);
    }

    @Override
    public @Nullable Sample node(Instant at) {
      return new Sample(at, cpu.getOrDefault("node", 0L), 1000);
    }
  }

  private static Clock clock(InstantSource source) {
    return source.withZone(ZoneOffset.UTC);
  }

  private void container(String id, String role, Instant started) {
    containers.add(
        new ContainerState(
            id,
            "i",
            "sha256:1",
            Map.of(
                Labels.POD_UID, "uid",
                Labels.POD_NAME, "p",
                Labels.POD_NAMESPACE, "ns",
                Labels.ROLE, role,
                Labels.CONTAINER, id),
            ContainerState.Phase.RUNNING,
            started,
            started,
            null,
            0,
            false,
            "",
            7,
            "",
            false,
            ""));
  }

  private void container(String id, Instant started) {
    container(id, Labels.CONTAINER_ROLE, started);
  }

  private void round(long seconds) {
    now = now.plusSeconds(seconds);
    sampler.sample();
  }

  private JsonNode summary() {
    return KubeJson.readObject(sampler.summary("n"));
  }

  @Test
  void ratesAreOfTheLastWindow() {
    container("a", START);
    cpu.put("a", 0L);
    round(0);
    cpu.put("a", 7_500_000_000L);
    cpu.put("node", 15_000_000_000L);
    round(15);
    JsonNode pod = summary().path("pods").path(0);
    assertThat(pod.at("/podRef/namespace").asString()).isEqualTo("ns");
    assertThat(pod.at("/podRef/name").asString()).isEqualTo("p");
    assertThat(pod.at("/containers/0/cpu/usageNanoCores").asLong()).isEqualTo(500_000_000);
    assertThat(pod.at("/containers/0/cpu/windowMillis").asLong()).isEqualTo(15_000);
    assertThat(pod.at("/containers/0/memory/workingSetBytes").asLong()).isEqualTo(100);
    assertThat(summary().at("/node/cpu/usageNanoCores").asLong()).isEqualTo(1_000_000_000);
  }

  @Test
  void freshContainerHasNoRateButAnOlderOneHasOneAtOnce() {
    container("a", START);
    cpu.put("a", 1_000_000_000L);
    round(9);
    assertThat(summary().path("pods")).isEmpty();
    containers.clear();
    container("b", START);
    cpu.put("b", 10_000_000_000L);
    round(11);
    assertThat(summary().at("/pods/0/containers/0/cpu/usageNanoCores").asLong())
        .isEqualTo(500_000_000);
  }

  @Test
  void adoptedContainerWaitsForASecondSample() {
    container("a", START.minusSeconds(3600));
    cpu.put("a", 10_000_000_000L);
    round(1);
    assertThat(summary().path("pods")).isEmpty();
    round(15);
    assertThat(summary().at("/pods/0/containers/0/cpu/usageNanoCores").asLong(-1)).isZero();
  }

  @Test
  void podOfWhichAPartIsNotKnownIsLeftOut() {
    container("a", START);
    container("b", START.plusSeconds(18));
    cpu.put("a", 1L);
    cpu.put("b", 1L);
    round(20);
    assertThat(summary().path("pods")).isEmpty();
    round(15);
    assertThat(summary().at("/pods/0/containers")).hasSize(2);
  }

  @Test
  void infraContainersAndThoseThatEndedAreNotTold() {
    container("s", Labels.SANDBOX_ROLE, START);
    container("a", START);
    cpu.put("a", 1L);
    round(20);
    assertThat(summary().at("/pods/0/containers")).hasSize(1);
    containers.clear();
    round(15);
    assertThat(summary().path("pods")).isEmpty();
  }

  @Test
  void countersThatWentBackMakeNoRate() {
    container("a", START);
    cpu.put("a", 10L);
    round(20);
    cpu.put("a", 5L);
    round(15);
    assertThat(summary().path("pods")).isEmpty();
  }

  @Test
  void figuresThatNobodyRenewsVanish() {
    container("a", START);
    cpu.put("a", 10L);
    round(20);
    round(15);
    assertThat(summary().path("pods")).hasSize(1);
    now = now.plus(INTERVAL.multipliedBy(3)).plusMillis(1);
    assertThat(summary().path("pods")).isEmpty();
    assertThat(summary().path("node").has("cpu")).isFalse();
  }
}
