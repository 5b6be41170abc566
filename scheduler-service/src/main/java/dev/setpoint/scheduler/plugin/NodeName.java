package dev.setpoint.scheduler.plugin;

import dev.setpoint.scheduler.framework.ClusterChange;
import dev.setpoint.scheduler.framework.FilterPlugin;
import dev.setpoint.scheduler.framework.Verdict;
import dev.setpoint.scheduler.snapshot.ClusterSnapshot;
import dev.setpoint.scheduler.snapshot.PodInfo;
import org.springframework.stereotype.Component;

/** A Pod that names its Node goes nowhere else; met only in what-if questions. */
@Component
public final class NodeName implements FilterPlugin {

  private static final Verdict OTHER =
      Verdict.unresolvable("node(s) didn't match the requested node name");

  @Override
  public String name() {
    return "NodeName";
  }

  @Override
  public int order() {
    return 10;
  }

  @Override
  public Preparation prepare(PodInfo pod, ClusterSnapshot snapshot) {
    String wanted = pod.pod().getSpec().getNodeName();
    return wanted == null || wanted.isEmpty()
        ? Preparation.SKIP
        : Preparation.each(node -> node.name().equals(wanted) ? Verdict.FITS : OTHER);
  }

  @Override
  public boolean mayHelp(PodInfo waiting, ClusterChange change) {
    return change instanceof ClusterChange.NodeAdded added
        && added.node().name().equals(waiting.pod().getSpec().getNodeName());
  }
}
