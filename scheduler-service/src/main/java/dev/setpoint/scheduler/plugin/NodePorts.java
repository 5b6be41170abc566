package dev.setpoint.scheduler.plugin;

import dev.setpoint.scheduler.framework.ClusterChange;
import dev.setpoint.scheduler.framework.FilterPlugin;
import dev.setpoint.scheduler.framework.Verdict;
import dev.setpoint.scheduler.snapshot.ClusterSnapshot;
import dev.setpoint.scheduler.snapshot.HostPort;
import dev.setpoint.scheduler.snapshot.PodInfo;
import java.util.List;
import org.springframework.stereotype.Component;

/** Two Pods can't hold one host port of a Node. */
@Component
public final class NodePorts implements FilterPlugin {

  private static final Verdict TAKEN =
      Verdict.unschedulable("node(s) didn't have free ports for the requested pod ports");

  @Override
  public String name() {
    return "NodePorts";
  }

  @Override
  public int order() {
    return 50;
  }

  @Override
  public Preparation prepare(PodInfo pod, ClusterSnapshot snapshot) {
    List<HostPort> wanted = pod.hostPorts();
    return wanted.isEmpty()
        ? Preparation.SKIP
        : Preparation.each(node -> collide(wanted, node.usedPorts()) ? TAKEN : Verdict.FITS);
  }

  private static boolean collide(List<HostPort> wanted, List<HostPort> used) {
    for (int i = 0; i < used.size(); i++) {
      for (int j = 0; j < wanted.size(); j++) {
        if (wanted.get(j).conflictsWith(used.get(i))) {
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public boolean mayHelp(PodInfo waiting, ClusterChange change) {
    return switch (change) {
      case ClusterChange.NodeAdded added -> true;
      case ClusterChange.PodGone gone -> collide(waiting.hostPorts(), gone.pod().hostPorts());
      case ClusterChange.NodeChanged other -> false;
      case ClusterChange.NodeRemoved other -> false;
      case ClusterChange.PodPlaced other -> false;
      case ClusterChange.PodChanged other -> false;
      case ClusterChange.Indirect other -> false;
    };
  }
}
