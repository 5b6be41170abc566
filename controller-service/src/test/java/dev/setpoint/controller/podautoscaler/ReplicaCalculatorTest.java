package dev.setpoint.controller.podautoscaler;

import static dev.setpoint.controller.podautoscaler.Pods.metric;
import static dev.setpoint.controller.podautoscaler.Pods.pending;
import static dev.setpoint.controller.podautoscaler.Pods.ready;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.setpoint.controller.podautoscaler.ReplicaCalculator.Proposal;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ReplicaCalculatorTest {

  private static final Tolerance TENTH = new Tolerance(0.1, 0.1);

  private static ReplicaCalculator of(Pod... pods) {
    return new ReplicaCalculator(pods.length, List.of(pods), TENTH, Pods.START);
  }

  @Test
  void utilizationIsOfWhatIsRequested() throws MetricFailure {
    ReplicaCalculator calculator = of(ready("a"), ready("b"));
    Map<String, PodMetric> metrics = Map.of("a", metric(90), "b", metric(70));
    assertThat(calculator.utilization(metrics, "cpu", "", 50)).isEqualTo(new Proposal(4, 80, 80));
    assertThat(calculator.utilization(metrics, "cpu", "", 80)).isEqualTo(new Proposal(2, 80, 80));
    assertThat(calculator.utilization(metrics, "cpu", "", 75).replicas()).isEqualTo(2);
  }

  @Test
  void missingPodsMakeEveryChangeSmaller() throws MetricFailure {
    ReplicaCalculator calculator = of(ready("a"), ready("b"), ready("c"), ready("d"));
    Map<String, PodMetric> low = Map.of("a", metric(10), "b", metric(10), "c", metric(10));
    assertThat(calculator.utilization(low, "cpu", "", 100).replicas()).isEqualTo(2);
    Map<String, PodMetric> high = Map.of("a", metric(200), "b", metric(200), "c", metric(200));
    assertThat(calculator.utilization(high, "cpu", "", 100).replicas()).isEqualTo(6);
  }

  /** Else Pods that can't be asked would turn growing into shrinking. */
  @Test
  void assumptionsNeverTurnTheDirection() throws MetricFailure {
    ReplicaCalculator calculator = of(ready("a"), ready("b"), ready("c"));
    assertThat(calculator.utilization(Map.of("a", metric(150)), "cpu", "", 100).replicas())
        .isEqualTo(3);
  }

  @Test
  void unreadyPodsCountAsIdleOnTheWayUpOnly() throws MetricFailure {
    ReplicaCalculator calculator = of(ready("a"), ready("b"), pending("c"));
    Map<String, PodMetric> high = Map.of("a", metric(200), "b", metric(200));
    assertThat(calculator.utilization(high, "cpu", "", 100).replicas()).isEqualTo(4);
    Map<String, PodMetric> low = Map.of("a", metric(50), "b", metric(50));
    assertThat(calculator.utilization(low, "cpu", "", 100).replicas()).isEqualTo(1);
  }

  @Test
  void podsThatStartDoNotCountByTheirProcessorTime() throws MetricFailure {
    Pod fresh = Pods.of("b", "Running", "True", Duration.ofSeconds(20), Duration.ofSeconds(10));
    ReplicaCalculator calculator = of(ready("a"), fresh);
    Map<String, PodMetric> metrics = Map.of("a", metric(100), "b", metric(900));
    assertThat(calculator.utilization(metrics, "cpu", "", 100).usage()).isEqualTo(100);
    assertThat(calculator.average(metrics, false, 500).usage()).isEqualTo(500);
    Pod settled = Pods.of("b", "Running", "True", Duration.ofSeconds(40), Duration.ofSeconds(16));
    assertThat(of(ready("a"), settled).utilization(metrics, "cpu", "", 100).usage()).isEqualTo(500);
  }

  @Test
  void podThatBecameUnreadyLaterStillCounts() throws MetricFailure {
    Pod once = Pods.of("a", "Running", "False", Duration.ofHours(1), Duration.ofMinutes(1));
    assertThat(of(once).utilization(Map.of("a", metric(300)), "cpu", "", 100).replicas())
        .isEqualTo(3);
    Pod never =
        Pods.of(
            "a", "Running", "False", Duration.ofHours(1), Duration.ofMinutes(60).minusSeconds(9));
    assertThatThrownBy(() -> of(never).utilization(Map.of("a", metric(300)), "cpu", "", 100))
        .hasMessage("did not receive metrics for targeted pods (pods might be unready)");
  }

  @Test
  void requestsMustBeThere() {
    Pod plain =
        new PodBuilder(ready("a"))
            .editSpec()
            .editFirstContainer()
            .withResources(null)
            .endContainer()
            .endSpec()
            .build();
    assertThatThrownBy(() -> of(plain).utilization(Map.of("a", metric(1)), "cpu", "", 50))
        .hasMessage("missing request for cpu in container c of Pod a");
    assertThatThrownBy(() -> of(ready("a")).utilization(Map.of("a", metric(1)), "cpu", "x", 50))
        .hasMessage("container x not found in Pod a");
    assertThatThrownBy(() -> of().utilization(Map.of("a", metric(1)), "cpu", "", 50))
        .hasMessage("no pods returned by selector while calculating replica count");
  }

  @Test
  void oneContainerCanBeTheMeasure() throws MetricFailure {
    Pod two =
        new PodBuilder(ready("a"))
            .editSpec()
            .addToContainers(Pods.container("d", "300m"))
            .endSpec()
            .build();
    assertThat(of(two).utilization(Map.of("a", metric(150)), "cpu", "d", 50).utilization())
        .isEqualTo(50);
    assertThat(of(two).utilization(Map.of("a", metric(200)), "cpu", "", 50).utilization())
        .isEqualTo(50);
  }

  @Test
  void oneValueIsServedByThePodsThatAreReady() throws MetricFailure {
    ReplicaCalculator calculator = of(ready("a"), ready("b"), pending("c"));
    assertThat(calculator.value(30_000, 10_000).replicas()).isEqualTo(6);
    assertThat(calculator.value(10_500, 10_000).replicas()).isEqualTo(3);
    ReplicaCalculator none = new ReplicaCalculator(0, List.of(), TENTH, Pods.START);
    assertThat(none.value(25_000, 10_000).replicas()).isEqualTo(3);
  }

  @Test
  void aValuePerPodNeedsNoPods() {
    ReplicaCalculator calculator = new ReplicaCalculator(2, List.of(), TENTH, Pods.START);
    assertThat(calculator.perPod(95_000, 20_000, 4)).isEqualTo(new Proposal(5, 23_750, 0));
    assertThat(calculator.perPod(85_000, 20_000, 4)).isEqualTo(new Proposal(4, 21_250, 0));
  }

  /** Pods that nothing is known of never make it grow more, or shrink more. */
  @Property(tries = 500)
  void ignoranceIsCautious(
      @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 400) Integer> known,
      @ForAll @IntRange(max = 5) int unknown,
      @ForAll @IntRange(max = 5) int unready)
      throws MetricFailure {
    List<Pod> pods = new ArrayList<>();
    Map<String, PodMetric> metrics = new HashMap<>();
    for (int i = 0; i < known.size(); i++) {
      pods.add(ready("k" + i));
      metrics.put("k" + i, metric(known.get(i)));
    }
    for (int i = 0; i < unknown; i++) {
      pods.add(ready("u" + i));
    }
    for (int i = 0; i < unready; i++) {
      pods.add(pending("p" + i));
    }
    int current = pods.size();
    int replicas =
        new ReplicaCalculator(current, pods, TENTH, Pods.START)
            .utilization(metrics, "cpu", "", 100)
            .replicas();
    double average = known.stream().mapToInt(Integer::intValue).average().orElseThrow();
    if (average > 101) {
      assertThat(replicas)
          .isBetween(current, Math.max(current, (int) Math.ceil(average / 100 * known.size())));
    } else if (average < 99 && unready == 0) {
      assertThat(replicas).isLessThanOrEqualTo(current).isGreaterThanOrEqualTo(unknown);
    }
  }
}
