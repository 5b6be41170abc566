package dev.setpoint.scheduler.framework;

import dev.setpoint.scheduler.snapshot.NodeInfo;

/** A rule prepared for one Pod; asked about many Nodes, so it should allocate nothing. */
@FunctionalInterface
public interface NodeFilter {

  Verdict test(NodeInfo node);
}
