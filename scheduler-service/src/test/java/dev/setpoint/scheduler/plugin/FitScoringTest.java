package dev.setpoint.scheduler.plugin;

import static dev.setpoint.scheduler.testing.Make.asking;
import static dev.setpoint.scheduler.testing.Make.info;
import static dev.setpoint.scheduler.testing.Make.node;
import static dev.setpoint.scheduler.testing.Make.on;
import static dev.setpoint.scheduler.testing.Make.pod;
import static dev.setpoint.scheduler.testing.Make.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.scheduler.framework.Decider;
import dev.setpoint.scheduler.framework.Decision;
import dev.setpoint.scheduler.framework.Extenders;
import dev.setpoint.scheduler.framework.PluginProperties;
import dev.setpoint.scheduler.framework.PluginSet;
import dev.setpoint.scheduler.framework.Sampling;
import dev.setpoint.scheduler.plugin.FitScoring.Point;
import dev.setpoint.scheduler.plugin.FitScoring.Strategy;
import dev.setpoint.scheduler.snapshot.ClusterSnapshot;
import dev.setpoint.scheduler.snapshot.NodeInfo;
import dev.setpoint.scheduler.snapshot.PodInfo;
import dev.setpoint.scheduler.testing.Make;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Nodes have 4 cores and 8 GiB. */
class FitScoringTest {

  private static final Pod POD = pod("p", "1", "2Gi");
  private static final NodeInfo EMPTY = info(node("empty"));
  private static final NodeInfo HALF = info(node("half"), on("half", pod("x", "2", "4Gi")));

  private static FitScoring of(Strategy strategy, Point... shape) {
    return new FitScoring(strategy, Map.of(), List.of(shape));
  }

  private static List<Long> scores(FitScoring scoring, Pod pod, NodeInfo... nodes) {
    return Make.scores(new NodeResourcesFit(new FitScorings(scoring, Map.of())), pod, nodes);
  }

  @Test
  void emptyFullOrByShape() {
    assertThat(scores(of(Strategy.LeastAllocated), POD, EMPTY, HALF)).containsExactly(75L, 25L);
    assertThat(scores(of(Strategy.MostAllocated), POD, EMPTY, HALF)).containsExactly(25L, 75L);
    FitScoring peak =
        of(
            Strategy.RequestedToCapacityRatio,
            new Point(0, 0),
            new Point(50, 10),
            new Point(100, 0));
    assertThat(scores(peak, POD, EMPTY, HALF)).containsExactly(50L, 50L);
    FitScoring filling = of(Strategy.RequestedToCapacityRatio, new Point(20, 2), new Point(80, 10));
    assertThat(scores(filling, POD, EMPTY, HALF))
        .as("on the line between 20 % and 80 %")
        .containsExactly(26L, 93L);
  }

  @Test
  void resourcesWeighWhatTheyAreGiven() {
    FitScoring cpuOnly = new FitScoring(Strategy.MostAllocated, Map.of("cpu", 1), List.of());
    NodeInfo memoryFull = info(node("m"), on("m", pod("x", "0", "6Gi")));
    assertThat(scores(cpuOnly, POD, memoryFull)).containsExactly(25L);
    FitScoring cards =
        new FitScoring(Strategy.MostAllocated, Map.of("example.com/card", 5, "cpu", 1), List.of());
    NodeInfo withCards =
        info(
            new NodeBuilder(node("c"))
                .editStatus()
                .addToAllocatable("example.com/card", new Quantity("4"))
                .endStatus()
                .build());
    Pod card = asking(pod("p"), Map.of("cpu", "2", "memory", "1Gi", "example.com/card", "4"));
    assertThat(scores(cards, card, withCards)).containsExactly(91L);
    assertThat(scores(cards, POD, withCards))
        .as("who asks for no card is not judged by cards")
        .containsExactly(25L);
  }

  private static Pod of(String scheduler) {
    return with(POD, b -> b.editSpec().withSchedulerName(scheduler).endSpec());
  }

  @Test
  void eachProfileDecidesForItsPods() {
    FitScorings scorings =
        new FitScorings(FitScoring.LEAST, Map.of("packing", of(Strategy.MostAllocated)));
    List<dev.setpoint.scheduler.framework.Plugin> plugins =
        List.of(new NodeResourcesFit(scorings), new NodeUnschedulable());
    PluginSet first = new PluginSet(plugins, PluginProperties.DEFAULTS);
    PluginSet careless =
        new PluginSet(plugins, new PluginProperties(Set.of("NodeUnschedulable"), Map.of()));
    Decider decider =
        new Decider(
            first,
            Map.of("packing", first, "careless", careless),
            Extenders.NONE,
            Sampling.ADAPTIVE,
            Make.random(1));
    ClusterSnapshot snapshot = Make.cluster(EMPTY, HALF);
    assertThat(decider.decide(PodInfo.of(of("default-scheduler")), snapshot))
        .isEqualTo(new Decision.Placed("empty", 2, 2));
    assertThat(decider.decide(PodInfo.of(of("packing")), snapshot))
        .isEqualTo(new Decision.Placed("half", 2, 2));
    ClusterSnapshot closed = Make.cluster(Make.cordoned(node("closed")));
    assertThat(decider.decide(PodInfo.of(POD), closed)).isInstanceOf(Decision.Unfit.class);
    assertThat(decider.decide(PodInfo.of(of("careless")), closed))
        .isEqualTo(new Decision.Placed("closed", 1, 1));
  }
}
