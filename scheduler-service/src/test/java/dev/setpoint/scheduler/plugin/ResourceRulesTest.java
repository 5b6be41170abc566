package dev.setpoint.scheduler.plugin;

import static dev.setpoint.scheduler.testing.Make.asking;
import static dev.setpoint.scheduler.testing.Make.info;
import static dev.setpoint.scheduler.testing.Make.node;
import static dev.setpoint.scheduler.testing.Make.pod;
import static dev.setpoint.scheduler.testing.Make.scores;
import static dev.setpoint.scheduler.testing.Make.verdicts;
import static dev.setpoint.scheduler.testing.Make.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.scheduler.framework.ClusterChange;
import dev.setpoint.scheduler.framework.Verdict;
import dev.setpoint.scheduler.snapshot.NodeFacts;
import dev.setpoint.scheduler.snapshot.NodeInfo;
import dev.setpoint.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** NodeResourcesFit, NodeResourcesBalancedAllocation, NodePorts and ImageLocality. */
class ResourceRulesTest {

  private static Verdict fit(Pod pod, NodeInfo node) {
    return verdicts(new NodeResourcesFit(FitScorings.LEAST), pod, node).getFirst();
  }

  @Test
  void everyShortResourceIsNamed() {
    NodeInfo full = info(node("a", "4", "8Gi", 2), pod("x", "2", "4Gi"), pod("y", "1", "2Gi"));
    assertThat(fit(pod("p", "2", "3Gi"), full))
        .isEqualTo(
            Verdict.unschedulable("Too many pods", "Insufficient cpu", "Insufficient memory"));
  }

  @Test
  void aPodLargerThanTheWholeNodeIsBeyondHelp() {
    assertThat(fit(pod("p", "5", "1Gi"), info(node("a"))))
        .isEqualTo(Verdict.unresolvable("Insufficient cpu"));
  }

  @Test
  void theLastBitOfRoomIsUsable() {
    NodeInfo node = info(node("a"), pod("x", "3500m", "7Gi"));
    assertThat(fit(pod("p", "500m", "1Gi"), node)).isEqualTo(Verdict.FITS);
    assertThat(fit(pod("p", "501m", "1Gi"), node))
        .isEqualTo(Verdict.unschedulable("Insufficient cpu"));
  }

  @Test
  void aPodThatAsksForNothingFitsAFullNode() {
    NodeInfo full = info(node("a"), pod("x", "4", "8Gi"));
    assertThat(fit(pod("p"), full)).isEqualTo(Verdict.FITS);
  }

  @Test
  void extendedResourcesCount() {
    var gpu =
        new NodeBuilder(node("a"))
            .editStatus()
            .addToAllocatable("example.com/gpu", new Quantity("2"))
            .endStatus()
            .build();
    Pod two = asking(pod("p"), Map.of("example.com/gpu", "2"));
    assertThat(fit(two, info(gpu))).isEqualTo(Verdict.FITS);
    assertThat(fit(two, info(gpu, asking(pod("x"), Map.of("example.com/gpu", "1")))))
        .isEqualTo(Verdict.unschedulable("Insufficient example.com/gpu"));
    assertThat(fit(two, info(node("b"))))
        .isEqualTo(Verdict.unresolvable("Insufficient example.com/gpu"));
  }

  private static Container container(String name, String cpu, String restart) {
    return new ContainerBuilder()
        .withName(name)
        .withImage("busybox")
        .withRestartPolicy(restart)
        .withNewResources()
        .addToRequests("cpu", new Quantity(cpu))
        .endResources()
        .build();
  }

  private static long cpu(Pod pod) {
    return PodInfo.of(pod).requests().milliCpu();
  }

  @Test
  void initContainersCountByTheirCostliestMoment() {
    Pod plain = asking(pod("p"), Map.of("cpu", "1"));
    assertThat(
            cpu(
                with(
                    plain,
                    b -> b.editSpec().withInitContainers(container("i", "3", null)).endSpec())))
        .isEqualTo(3000);
    assertThat(
            cpu(
                with(
                    plain,
                    b ->
                        b.editSpec()
                            .withInitContainers(
                                container("s", "500m", "Always"), container("i", "1", null))
                            .endSpec())))
        .as("sidecar 0.5 runs beside main 1, and beside init 1")
        .isEqualTo(1500);
    assertThat(
            cpu(
                with(
                    plain,
                    b ->
                        b.editSpec()
                            .withInitContainers(
                                container("i", "2", null), container("s", "500m", "Always"))
                            .addToOverhead("cpu", new Quantity("100m"))
                            .endSpec())))
        .as("an init container before the sidecar runs without it; overhead on top")
        .isEqualTo(2100);
  }

  @Test
  void requestsBelowOneUnitRoundUp() {
    assertThat(cpu(asking(pod("p"), Map.of("cpu", "0.0001")))).isEqualTo(1);
    assertThat(PodInfo.of(asking(pod("p"), Map.of("memory", "100m"))).requests().memory())
        .isEqualTo(1);
  }

  @Test
  void aShrinkingContainerHoldsWhatItStillHas() {
    Pod shrinking =
        with(
            asking(pod("p"), Map.of("cpu", "1")),
            b ->
                b.editStatus()
                    .addNewContainerStatus()
                    .withName("main")
                    .addToAllocatedResources("cpu", new Quantity("3"))
                    .endContainerStatus()
                    .endStatus());
    assertThat(cpu(shrinking)).isEqualTo(3000);
  }

  @Test
  void emptierNodesScoreHigher() {
    // (4000-1000)/4000 and (8-2)/8 give 75; with as much again, 50; full, 0.
    Pod pod = pod("p", "1", "2Gi");
    assertThat(
            scores(
                new NodeResourcesFit(FitScorings.LEAST),
                pod,
                info(node("a")),
                info(node("b"), pod("x", "1", "2Gi")),
                info(node("c"), pod("x", "4", "8Gi"))))
        .containsExactly(75L, 50L, 0L);
  }

  @Test
  void bestEffortPodsSpreadByAssumedRequests() {
    List<Long> scores =
        scores(
            new NodeResourcesFit(FitScorings.LEAST),
            pod("p"),
            info(node("a"), pod("x"), pod("y"), pod("z")),
            info(node("b")));
    assertThat(scores.get(1)).isGreaterThan(scores.get(0));
  }

  @Test
  void evenUseScoresHigher() {
    assertThat(
            scores(
                new NodeResourcesBalancedAllocation(),
                pod("p", "1", "2Gi"),
                info(node("a")),
                info(node("b"), pod("x", "2", "0"))))
        .containsExactly(100L, 75L);
    assertThat(scores(new NodeResourcesBalancedAllocation(), pod("p"), info(node("a")))).isEmpty();
  }

  private static Pod listening(String name, String ip, int port, String protocol) {
    return with(
        pod(name),
        b ->
            b.editSpec()
                .editFirstContainer()
                .addNewPort()
                .withHostPort(port)
                .withContainerPort(port)
                .withHostIP(ip)
                .withProtocol(protocol)
                .endPort()
                .endContainer()
                .endSpec());
  }

  @Test
  void hostPortsCollideByAddressProtocolAndPort() {
    NodeInfo busy = info(node("a"), listening("x", "10.0.0.1", 80, "TCP"));
    Verdict taken =
        Verdict.unschedulable("node(s) didn't have free ports for the requested pod ports");
    NodePorts plugin = new NodePorts();
    assertThat(verdicts(plugin, listening("p", null, 80, null), busy)).containsExactly(taken);
    assertThat(verdicts(plugin, listening("p", "10.0.0.1", 80, "TCP"), busy))
        .containsExactly(taken);
    assertThat(verdicts(plugin, listening("p", "10.0.0.2", 80, "TCP"), busy))
        .containsExactly(Verdict.FITS);
    assertThat(verdicts(plugin, listening("p", null, 80, "UDP"), busy))
        .containsExactly(Verdict.FITS);
    assertThat(verdicts(plugin, listening("p", null, 81, null), busy))
        .containsExactly(Verdict.FITS);
    PodInfo waiting = PodInfo.of(listening("p", null, 80, null));
    assertThat(plugin.mayHelp(waiting, new ClusterChange.PodGone(PodInfo.of(pod("x"))))).isFalse();
    assertThat(
            plugin.mayHelp(
                waiting, new ClusterChange.PodGone(PodInfo.of(listening("x", null, 80, null)))))
        .isTrue();
  }

  @Test
  void nodesThatHoldTheImageArePreferred() {
    var holding =
        new NodeBuilder(node("a"))
            .editStatus()
            .addNewImage()
            .withNames("docker.io/library/big:1", "busybox:latest")
            .withSizeBytes(1000L * 1024 * 1024)
            .endImage()
            .endStatus()
            .build();
    assertThat(scores(new ImageLocality(), pod("p"), info(holding), info(node("b"))))
        .containsExactly((1000L / 2 - 23) * 100 / (1000 - 23), 0L);
    assertThat(scores(new ImageLocality(), pod("p"), info(node("b")))).isEmpty();
    assertThat(ImageLocality.normalized("host:5000/app")).isEqualTo("host:5000/app:latest");
    assertThat(ImageLocality.normalized("app@sha256:00")).isEqualTo("app@sha256:00");
  }

  @Test
  void onlyANodeThatIsLargeEnoughHelps() {
    PodInfo waiting = PodInfo.of(pod("p", "6", "1Gi"));
    NodeResourcesFit plugin = new NodeResourcesFit(FitScorings.LEAST);
    NodeFacts small = NodeFacts.of(node("a"));
    NodeFacts large = NodeFacts.of(node("a", "8", "8Gi", 110));
    assertThat(plugin.mayHelp(waiting, new ClusterChange.NodeAdded(small))).isFalse();
    assertThat(plugin.mayHelp(waiting, new ClusterChange.NodeAdded(large))).isTrue();
    assertThat(plugin.mayHelp(waiting, new ClusterChange.NodeChanged(small, large))).isTrue();
    assertThat(plugin.mayHelp(waiting, new ClusterChange.PodGone(PodInfo.of(pod("x"))))).isTrue();
    assertThat(plugin.mayHelp(waiting, new ClusterChange.PodPlaced(PodInfo.of(pod("x")))))
        .isFalse();
  }
}
