package dev.setpoint.agent.node;

import dev.setpoint.agent.cluster.ClusterApi;
import dev.setpoint.agent.pod.Labels;
import dev.setpoint.agent.runtime.ContainerRuntime;
import dev.setpoint.agent.runtime.PodNetwork;
import dev.setpoint.agent.runtime.RuntimeFailure;
import io.fabric8.kubernetes.api.model.Node;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes the parts that stand for this host. */
public final class NodeSetup {

  private static final String VERSION = "v1.33.0+setpoint.0.1.0";

  private NodeSetup() {}

  /** The address other nodes and the API service reach this host at. */
  public static String hostAddress() {
    return HostFacts.address();
  }

  /**
   * @param measured a directory on the disk that containers use
   */
  public static NodeAgentLoop loop(
      ClusterApi api,
      ContainerRuntime runtime,
      String nodeName,
      String address,
      int serverPort,
      int maxPods,
      String certificateSha256,
      Path measured,
      Clock clock) {
    long disk = HostFacts.disk(measured).total();
    return new NodeAgentLoop(
        api,
        runtime,
        new NodeStatuses.Fixed(nodeName, address, serverPort, maxPods, VERSION, disk),
        certificateSha256,
        measured,
        clock);
  }

  public static NodeLease lease(ClusterApi api, String nodeName, NodeAgentLoop node, Clock clock) {
    return new NodeLease(api, nodeName, node::node, clock);
  }

  /**
   * The node's network, with its podCIDR where it has one, else the first /24 of the range that no
   * other node has and that collides with nothing on the engine.
   */
  public static PodNetwork network(
      ClusterApi api, ContainerRuntime runtime, Node node, String clusterUid, String range) {
    String name = node.getMetadata().getName();
    String own = node.getSpec() == null ? null : node.getSpec().getPodCIDR();
    List<String> subnets = new ArrayList<>();
    if (own != null && !own.isEmpty()) {
      subnets.add(own);
    } else {
      Set<String> taken = new HashSet<>();
      for (Node other : api.nodes()) {
        if (other.getSpec() != null && other.getSpec().getPodCIDR() != null) {
          taken.add(other.getSpec().getPodCIDR());
        }
      }
      subnets.addAll(Subnets.candidates(range, taken));
    }
    Map<String, String> labels = new HashMap<>();
    labels.put(Labels.CLUSTER, clusterUid);
    labels.put(Labels.NODE, name);
    try {
      return runtime.network("setpoint-" + name, labels, subnets);
    } catch (RuntimeFailure e) {
      if (e.kind() != RuntimeFailure.Kind.CONFLICT) {
        throw e;
      }
      // The plain name belongs to a node of another cluster on the same engine.
      String suffix = clusterUid.substring(0, Math.min(8, clusterUid.length()));
      return runtime.network("setpoint-" + name + "-" + suffix, labels, subnets);
    }
  }
}
