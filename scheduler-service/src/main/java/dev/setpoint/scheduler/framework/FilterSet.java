package dev.setpoint.scheduler.framework;

import dev.setpoint.scheduler.framework.FilterPlugin.Preparation;
import dev.setpoint.scheduler.snapshot.ClusterSnapshot;
import dev.setpoint.scheduler.snapshot.NodeInfo;
import dev.setpoint.scheduler.snapshot.PodInfo;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The filters prepared for one Pod and one snapshot.
 *
 * @param among the only Nodes worth asking; null for all
 * @param narrowing the plugins that left only some Nodes, or none
 * @param rejection the verdict that stands for every Node, if one does
 */
record FilterSet(
    List<Prepared> filters,
    @Nullable Set<String> among,
    Set<String> narrowing,
    @Nullable Verdict rejection) {

  /** A filter and the plugin it came from. */
  record Prepared(FilterPlugin plugin, NodeFilter filter) {}

  static FilterSet prepare(List<FilterPlugin> plugins, PodInfo pod, ClusterSnapshot snapshot) {
    List<Prepared> prepared = new ArrayList<>(plugins.size());
    Set<String> narrowing = new TreeSet<>();
    Set<String> among = null;
    for (FilterPlugin plugin : plugins) {
      switch (plugin.prepare(pod, snapshot)) {
        case Preparation.Skip skip -> {}
        case Preparation.Rejected(Verdict verdict) -> {
          return new FilterSet(prepared, among, Set.of(plugin.name()), verdict);
        }
        case Preparation.Each(NodeFilter filter) -> prepared.add(new Prepared(plugin, filter));
        case Preparation.Among(Set<String> nodes, NodeFilter filter) -> {
          prepared.add(new Prepared(plugin, filter));
          narrowing.add(plugin.name());
          among = among == null ? new HashSet<>(nodes) : among;
          among.retainAll(nodes);
        }
      }
    }
    Verdict rejection =
        among != null && among.isEmpty() ? Verdict.unresolvable(noneLeft(narrowing)) : null;
    return new FilterSet(prepared, among, narrowing, rejection);
  }

  /** The verdict on a Node that is worth asking. */
  Verdict test(NodeInfo node, Set<String> rejectedBy) {
    for (int i = 0; i < filters.size(); i++) {
      Verdict verdict = filters.get(i).filter().test(node);
      if (!(verdict instanceof Verdict.Fits)) {
        rejectedBy.add(filters.get(i).plugin().name());
        return verdict;
      }
    }
    return Verdict.FITS;
  }

  /** The verdict on any Node. */
  Verdict check(NodeInfo node, Set<String> rejectedBy) {
    if (rejection != null) {
      rejectedBy.addAll(narrowing);
      return rejection;
    }
    if (among != null && !among.contains(node.name())) {
      rejectedBy.addAll(narrowing);
      return elsewhere();
    }
    return test(node, rejectedBy);
  }

  /** The verdict on Nodes that were not worth asking. */
  Verdict elsewhere() {
    return Verdict.unresolvable("node(s) didn't satisfy plugin(s) " + listed(narrowing));
  }

  private static String noneLeft(Set<String> plugins) {
    return plugins.size() == 1
        ? "node(s) didn't satisfy plugin " + plugins.iterator().next()
        : "node(s) didn't satisfy plugin(s) " + listed(plugins) + " simultaneously";
  }

  private static String listed(Set<String> plugins) {
    return "[" + String.join(" ", plugins) + "]";
  }
}
