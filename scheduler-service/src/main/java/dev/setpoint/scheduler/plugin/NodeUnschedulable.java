package dev.setpoint.scheduler.plugin;

import dev.setpoint.common.pod.Tolerations;
import dev.setpoint.scheduler.framework.ClusterChange;
import dev.setpoint.scheduler.framework.FilterPlugin;
import dev.setpoint.scheduler.framework.Verdict;
import dev.setpoint.scheduler.snapshot.ClusterSnapshot;
import dev.setpoint.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import org.springframework.stereotype.Component;

/** Keeps Pods off cordoned Nodes, except those that tolerate the taint a cordon stands for. */
@Component
public final class NodeUnschedulable implements FilterPlugin {

  private static final Taint CORDON =
      new TaintBuilder()
          .withKey("node.kubernetes.io/unschedulable")
          .withEffect("NoSchedule")
          .build();

  private static final Verdict CORDONED = Verdict.unresolvable("node(s) were unschedulable");

  @Override
  public String name() {
    return "NodeUnschedulable";
  }

  @Override
  public int order() {
    return 20;
  }

  @Override
  public Preparation prepare(PodInfo pod, ClusterSnapshot snapshot) {
    return Tolerations.tolerate(pod.tolerations(), CORDON)
        ? Preparation.SKIP
        : Preparation.each(node -> node.facts().unschedulable() ? CORDONED : Verdict.FITS);
  }

  @Override
  public boolean mayHelp(PodInfo waiting, ClusterChange change) {
    return switch (change) {
      case ClusterChange.NodeAdded added -> !added.node().unschedulable();
      case ClusterChange.NodeChanged changed ->
          changed.before().unschedulable() && !changed.after().unschedulable();
      case ClusterChange.NodeRemoved other -> false;
      case ClusterChange.PodPlaced other -> false;
      case ClusterChange.PodChanged other -> false;
      case ClusterChange.PodGone other -> false;
      case ClusterChange.Indirect other -> false;
    };
  }
}
