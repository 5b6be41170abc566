package dev.setpoint.agent.cluster;

import dev.setpoint.agent.pod.Labels;
import java.util.Map;

/**
 * Who this agent is to its engine.
 *
 * @param clusterUid uid of the namespace kube-system
 * @param hostIp the node's InternalIP
 * @param memoryBytes the node's memory
 */
public record NodeIdentity(
    String clusterUid, String nodeName, String hostIp, String network, long memoryBytes) {

  /** The labels that mark what this agent owns on an engine it may share. */
  public Map<String, String> labels() {
    return Map.of(Labels.CLUSTER, clusterUid, Labels.NODE, nodeName);
  }
}
