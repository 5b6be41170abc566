package dev.setpoint.scheduler.plugin;

import dev.setpoint.common.pod.Tolerations;
import dev.setpoint.scheduler.framework.ClusterChange;
import dev.setpoint.scheduler.framework.FilterPlugin;
import dev.setpoint.scheduler.framework.NodeScorer;
import dev.setpoint.scheduler.framework.ScorePlugin;
import dev.setpoint.scheduler.framework.Verdict;
import dev.setpoint.scheduler.snapshot.ClusterSnapshot;
import dev.setpoint.scheduler.snapshot.NodeInfo;
import dev.setpoint.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Keeps Pods off Nodes whose taints they don't bear, and prefers Nodes with fewer soft ones. */
@Component
public final class TaintToleration implements FilterPlugin, ScorePlugin {

  /** The effects of tolerations that bear soft taints; the empty one stands for all. */
  private static final Set<String> PREFERRING = Set.of("", "PreferNoSchedule");

  @Override
  public String name() {
    return "TaintToleration";
  }

  @Override
  public int order() {
    return 30;
  }

  @Override
  public int weight() {
    return 3;
  }

  @Override
  public Preparation prepare(PodInfo pod, ClusterSnapshot snapshot) {
    List<Toleration> tolerations = pod.tolerations();
    return Preparation.each(
        node -> {
          List<Taint> taints = node.facts().hardTaints();
          if (taints.isEmpty()) {
            return Verdict.FITS;
          }
          Taint untolerated = Tolerations.untolerated(tolerations, taints);
          return untolerated == null ? Verdict.FITS : refusal(untolerated);
        });
  }

  private static Verdict refusal(Taint taint) {
    return Verdict.unresolvable(
        "node(s) had untolerated taint {"
            + taint.getKey()
            + ": "
            + Objects.requireNonNullElse(taint.getValue(), "")
            + "}");
  }

  @Override
  public Optional<NodeScorer> prepareScore(
      PodInfo pod, ClusterSnapshot snapshot, List<NodeInfo> feasible) {
    if (feasible.stream().allMatch(node -> node.facts().softTaints().isEmpty())) {
      return Optional.empty();
    }
    List<Toleration> preferring =
        pod.tolerations().stream()
            .filter(t -> t.getEffect() == null || PREFERRING.contains(t.getEffect()))
            .toList();
    return Optional.of(
        new NodeScorer() {
          @Override
          public long score(NodeInfo node) {
            long intolerable = 0;
            for (Taint taint : node.facts().softTaints()) {
              if (!Tolerations.tolerate(preferring, taint)) {
                intolerable++;
              }
            }
            return intolerable;
          }

          @Override
          public void normalize(long[] scores) {
            NodeScorer.scaleToMax(scores, true);
          }
        });
  }

  @Override
  public boolean mayHelp(PodInfo waiting, ClusterChange change) {
    return switch (change) {
      case ClusterChange.NodeAdded added -> tolerated(waiting, added.node().hardTaints());
      case ClusterChange.NodeChanged changed ->
          !changed.before().hardTaints().equals(changed.after().hardTaints())
              && tolerated(waiting, changed.after().hardTaints());
      case ClusterChange.NodeRemoved other -> false;
      case ClusterChange.PodPlaced other -> false;
      case ClusterChange.PodChanged other -> false;
      case ClusterChange.PodGone other -> false;
      case ClusterChange.Indirect other -> false;
    };
  }

  private static boolean tolerated(PodInfo pod, List<Taint> taints) {
    return Tolerations.untolerated(pod.tolerations(), taints) == null;
  }
}
