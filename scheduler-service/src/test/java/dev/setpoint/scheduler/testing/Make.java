package dev.setpoint.scheduler.testing;

import dev.setpoint.scheduler.framework.Decider;
import dev.setpoint.scheduler.framework.Decision;
import dev.setpoint.scheduler.framework.FilterPlugin;
import dev.setpoint.scheduler.framework.FilterPlugin.Preparation;
import dev.setpoint.scheduler.framework.NodeScorer;
import dev.setpoint.scheduler.framework.Plugin;
import dev.setpoint.scheduler.framework.PluginProperties;
import dev.setpoint.scheduler.framework.PluginSet;
import dev.setpoint.scheduler.framework.Sampling;
import dev.setpoint.scheduler.framework.ScorePlugin;
import dev.setpoint.scheduler.framework.Verdict;
import dev.setpoint.scheduler.gang.PodGroup;
import dev.setpoint.scheduler.plugin.FitScorings;
import dev.setpoint.scheduler.plugin.ImageLocality;
import dev.setpoint.scheduler.plugin.InterPodAffinity;
import dev.setpoint.scheduler.plugin.NodeAffinity;
import dev.setpoint.scheduler.plugin.NodeName;
import dev.setpoint.scheduler.plugin.NodePorts;
import dev.setpoint.scheduler.plugin.NodeResourcesBalancedAllocation;
import dev.setpoint.scheduler.plugin.NodeResourcesFit;
import dev.setpoint.scheduler.plugin.NodeUnschedulable;
import dev.setpoint.scheduler.plugin.PodTopologySpread;
import dev.setpoint.scheduler.plugin.SchedulingGates;
import dev.setpoint.scheduler.plugin.TaintToleration;
import dev.setpoint.scheduler.plugin.WorkloadSelectors;
import dev.setpoint.scheduler.snapshot.ClusterSnapshot;
import dev.setpoint.scheduler.snapshot.NodeFacts;
import dev.setpoint.scheduler.snapshot.NodeInfo;
import dev.setpoint.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Short names for what tests need. */
public final class Make {

  private Make() {}

  /** A Node with 4 cores, 8 GiB and room for 110 Pods. */
  public static Node node(String name) {
    return node(name, "4", "8Gi", 110);
  }

  public static Node node(String name, String cpu, String memory, int pods) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName(name)
        .addToLabels("kubernetes.io/hostname", name)
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .withNewStatus()
        .addToAllocatable("cpu", new Quantity(cpu))
        .addToAllocatable("memory", new Quantity(memory))
        .addToAllocatable("pods", new Quantity(String.valueOf(pods)))
        .endStatus()
        .build();
  }

  public static Node labelled(Node node, String... keysAndValues) {
    NodeBuilder builder = new NodeBuilder(node);
    for (int i = 0; i < keysAndValues.length; i += 2) {
      builder.editMetadata().addToLabels(keysAndValues[i], keysAndValues[i + 1]).endMetadata();
    }
    return builder.build();
  }

  public static Node tainted(Node node, String key, String value, String effect) {
    return new NodeBuilder(node)
        .editSpec()
        .addNewTaint()
        .withKey(key)
        .withValue(value)
        .withEffect(effect)
        .endTaint()
        .endSpec()
        .build();
  }

  public static Node cordoned(Node node) {
    return new NodeBuilder(node).editSpec().withUnschedulable(true).endSpec().build();
  }

  /** A Pod of one container that asks for nothing. */
  public static Pod pod(String name) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName(name)
        .withUid("uid-" + name)
        .endMetadata()
        .withNewSpec()
        .withSchedulerName("default-scheduler")
        .addNewContainer()
        .withName("main")
        .withImage("busybox")
        .withNewResources()
        .endResources()
        .endContainer()
        .endSpec()
        .withNewStatus()
        .withPhase("Pending")
        .endStatus()
        .build();
  }

  public static Pod pod(String name, String cpu, String memory) {
    return asking(pod(name), Map.of("cpu", cpu, "memory", memory));
  }

  public static Pod asking(Pod pod, Map<String, String> requests) {
    Map<String, Quantity> quantities = new HashMap<>();
    requests.forEach((name, amount) -> quantities.put(name, new Quantity(amount)));
    return new PodBuilder(pod)
        .editSpec()
        .editFirstContainer()
        .editResources()
        .withRequests(quantities)
        .endResources()
        .endContainer()
        .endSpec()
        .build();
  }

  public static Pod on(String node, Pod pod) {
    return new PodBuilder(pod).editSpec().withNodeName(node).endSpec().build();
  }

  public static Pod labelled(Pod pod, String key, String value) {
    return new PodBuilder(pod).editMetadata().addToLabels(key, value).endMetadata().build();
  }

  public static PodGroup group(String name, int minMember) {
    PodGroup group = new PodGroup();
    group.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("default")
            .withName(name)
            .withGeneration(1L)
            .withCreationTimestamp("2026-01-01T00:00:00Z")
            .build());
    group.setSpec(new PodGroup.Spec(minMember, 60));
    return group;
  }

  public static Pod in(String group, Pod pod) {
    return labelled(pod, PodGroup.LABEL, group);
  }

  public static Pod with(Pod pod, UnaryOperator<PodBuilder> change) {
    return change.apply(new PodBuilder(pod)).build();
  }

  public static NodeInfo info(Node node, Pod... pods) {
    return new NodeInfo(NodeFacts.of(node), Arrays.stream(pods).map(PodInfo::of).toList());
  }

  public static ClusterSnapshot cluster(NodeInfo... nodes) {
    return ClusterSnapshot.of(List.of(nodes));
  }

  public static ClusterSnapshot cluster(Node... nodes) {
    return ClusterSnapshot.of(Arrays.stream(nodes).map(n -> info(n)).toList());
  }

  /** Every built-in plugin, without siblings to spread. */
  public static List<Plugin> plugins() {
    return plugins(pod -> Optional.empty());
  }

  public static List<Plugin> plugins(WorkloadSelectors workloads) {
    return List.of(
        new SchedulingGates(),
        new NodeName(),
        new NodeUnschedulable(),
        new TaintToleration(),
        new NodeAffinity(),
        new NodePorts(),
        new NodeResourcesFit(FitScorings.LEAST),
        new PodTopologySpread(workloads),
        new InterPodAffinity(),
        new NodeResourcesBalancedAllocation(),
        new ImageLocality());
  }

  public static PluginSet pluginSet() {
    return new PluginSet(plugins(), PluginProperties.DEFAULTS);
  }

  public static Decider decider(long seed) {
    return decider(pluginSet(), seed);
  }

  public static Decider decider(PluginSet plugins, long seed) {
    return new Decider(plugins, Sampling.ADAPTIVE, random(seed));
  }

  public static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  public static Pod withPriority(int priority, Pod pod) {
    return with(pod, b -> b.editSpec().withPriority(priority).endSpec());
  }

  /** What one plugin says about a Pod on each Node, in the order given. */
  public static List<Verdict> verdicts(FilterPlugin plugin, Pod pod, NodeInfo... nodes) {
    PodInfo info = PodInfo.of(pod);
    ClusterSnapshot snapshot = cluster(nodes);
    List<Verdict> verdicts = new ArrayList<>();
    for (NodeInfo node : nodes) {
      verdicts.add(
          switch (plugin.prepare(info, snapshot)) {
            case Preparation.Skip skip -> Verdict.FITS;
            case Preparation.Rejected(Verdict verdict) -> verdict;
            case Preparation.Each(var filter) -> filter.test(node);
            case Preparation.Among(var names, var filter) ->
                names.contains(node.name())
                    ? filter.test(node)
                    : Verdict.unresolvable("not among the named nodes");
          });
    }
    return verdicts;
  }

  /** Normalised scores of one plugin, in the order given; empty if it has no preference. */
  public static List<Long> scores(ScorePlugin plugin, Pod pod, NodeInfo... nodes) {
    Optional<NodeScorer> scorer =
        plugin.prepareScore(PodInfo.of(pod), cluster(nodes), List.of(nodes));
    if (scorer.isEmpty()) {
      return List.of();
    }
    long[] scores = Arrays.stream(nodes).mapToLong(scorer.get()::score).toArray();
    scorer.get().normalize(scores);
    return Arrays.stream(scores).boxed().toList();
  }

  public static String message(Pod pod, ClusterSnapshot snapshot) {
    return decider(1).decide(PodInfo.of(pod), snapshot) instanceof Decision.Unfit(var diagnosis)
        ? diagnosis.message()
        : "fits";
  }
}
