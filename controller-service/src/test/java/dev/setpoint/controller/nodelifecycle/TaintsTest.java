package dev.setpoint.controller.nodelifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaintsTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static Node node(String ready, Taint... taints) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName("n")
        .withCreationTimestamp("2026-01-01T00:00:00Z")
        .endMetadata()
        .withNewSpec()
        .withTaints(taints)
        .endSpec()
        .withNewStatus()
        .addNewCondition()
        .withType("Ready")
        .withStatus(ready)
        .withLastHeartbeatTime("2026-01-01T00:00:00Z")
        .endCondition()
        .endStatus()
        .build();
  }

  private static Taint taint(String key, String effect) {
    return new TaintBuilder().withKey(key).withEffect(effect).build();
  }

  private static List<String> names(List<Taint> taints) {
    return taints.stream().map(t -> t.getKey() + ":" + t.getEffect()).toList();
  }

  @Test
  void readinessBecomesTaints() {
    assertThat(names(Taints.scheduling(node("False"), NOW)))
        .containsExactly("node.kubernetes.io/not-ready:NoSchedule");
    assertThat(names(Taints.scheduling(node("Unknown"), NOW)))
        .containsExactly("node.kubernetes.io/unreachable:NoSchedule");
    Taint custom = taint("mine", "NoSchedule");
    assertThat(Taints.scheduling(node("True", taint(Taints.NOT_READY, "NoSchedule"), custom), NOW))
        .containsExactly(custom);
  }

  @Test
  void theEvictingTaintIsSwappedAndTakenOff() {
    List<Taint> before = List.of(taint(Taints.NOT_READY, "NoExecute"));
    assertThat(names(Taints.evicting(before, Taints.UNREACHABLE, NOW)))
        .containsExactly("node.kubernetes.io/unreachable:NoExecute");
    assertThat(Taints.evicting(before, null, NOW)).isEmpty();
    assertThat(Taints.evicting(before, Taints.NOT_READY, NOW)).isEqualTo(before);
  }

  @Test
  void tolerationsSayHowLongAPodMayStay() {
    Taint taint = taint("gp", "NoExecute");
    Toleration forever = new TolerationBuilder().withOperator("Exists").build();
    Toleration aWhile =
        new TolerationBuilder()
            .withKey("gp")
            .withOperator("Exists")
            .withEffect("NoExecute")
            .withTolerationSeconds(300L)
            .build();
    Toleration other = new TolerationBuilder().withKey("x").withOperator("Exists").build();
    assertThat(Taints.patience(List.of(taint), List.of())).contains(Duration.ZERO);
    assertThat(Taints.patience(List.of(taint), List.of(other))).contains(Duration.ZERO);
    assertThat(Taints.patience(List.of(taint), List.of(forever))).isEmpty();
    assertThat(Taints.patience(List.of(taint), List.of(aWhile))).contains(Duration.ofSeconds(300));
    assertThat(Taints.patience(List.of(taint), List.of(forever, aWhile)))
        .contains(Duration.ofSeconds(300));
  }

  @Test
  void aSilentNodeBecomesUnknownInKubernetesWords() {
    NodeHealth seen = NodeHealth.observe(null, node("True"), "r1", NOW);
    assertThat(NodeHealth.observe(seen, node("True"), "r1", NOW.plusSeconds(50))).isEqualTo(seen);
    assertThat(seen.silentFor(Duration.ofSeconds(50), NOW.plusSeconds(50))).isFalse();
    assertThat(seen.silentFor(Duration.ofSeconds(50), NOW.plusSeconds(51))).isTrue();
    assertThat(NodeHealth.observe(seen, node("True"), "r2", NOW.plusSeconds(50)).heard())
        .as("a renewed Lease is news")
        .isEqualTo(NOW.plusSeconds(50));
    List<NodeCondition> unknown = NodeHealth.unknown(node("True"), NOW);
    assertThat(unknown)
        .extracting(NodeCondition::getType)
        .containsExactly("Ready", "MemoryPressure", "DiskPressure", "PIDPressure");
    assertThat(unknown).allMatch(c -> c.getStatus().equals("Unknown"));
    assertThat(unknown.get(0).getReason()).isEqualTo("NodeStatusUnknown");
    assertThat(unknown.get(0).getMessage()).isEqualTo("Kubelet stopped posting node status.");
    assertThat(unknown.get(1).getReason()).isEqualTo("NodeStatusNeverUpdated");
    assertThat(unknown.get(1).getMessage()).isEqualTo("Kubelet never posted node status.");
  }

  @Test
  void evictionIsLimitedAndStopsWhenAllAreDown() {
    EvictionLimiter limiter =
        new EvictionLimiter(
            new NodeLifecycleProperties(
                Duration.ofSeconds(5),
                Duration.ofSeconds(50),
                Duration.ofSeconds(60),
                0.1,
                0.01,
                0.55,
                50));
    assertThat(limiter.observe(4, 1)).isFalse();
    assertThat(limiter.tryTake(NOW)).isTrue();
    assertThat(limiter.tryTake(NOW.plusSeconds(9))).isFalse();
    assertThat(limiter.tryTake(NOW.plusSeconds(10))).isTrue();
    assertThat(limiter.observe(2, 3)).isFalse();
    assertThat(limiter.tryTake(NOW.plusSeconds(100)))
        .as("most of a small cluster is down")
        .isFalse();
    assertThat(limiter.observe(0, 5)).isTrue();
    assertThat(limiter.tryTake(NOW.plusSeconds(200))).isFalse();
  }
}
