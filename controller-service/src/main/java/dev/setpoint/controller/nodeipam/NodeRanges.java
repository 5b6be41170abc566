package dev.setpoint.controller.nodeipam;

import dev.setpoint.controller.addresses.BlockPool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who has which range: one of each cluster range to a Node, none to two. */
final class NodeRanges {

  private final List<BlockPool> pools;
  private final Map<String, List<String>> byNode = new HashMap<>();

  NodeRanges(NodeIpamProperties properties) {
    this.pools =
        properties.clusterCidrs().stream()
            .map(cidr -> new BlockPool(cidr, properties.maskSize(cidr)))
            .toList();
    if (!properties.serviceCidr().isEmpty()) {
      pools.forEach(pool -> pool.occupy(properties.serviceCidr()));
    }
  }

  /** Notes what a Node has already. */
  void keep(String node, List<String> ranges) {
    if (ranges.isEmpty()) {
      return;
    }
    if (!ranges.equals(byNode.put(node, List.copyOf(ranges)))) {
      ranges.forEach(range -> pools.forEach(pool -> pool.occupy(range)));
    }
  }

  /** The Node's ranges, the same ones until it is forgotten; empty when a pool has none left. */
  Optional<List<String>> assign(String node) {
    List<String> known = byNode.get(node);
    if (known != null) {
      return Optional.of(known);
    }
    List<String> ranges = new ArrayList<>();
    for (BlockPool pool : pools) {
      pool.take().ifPresent(ranges::add);
    }
    if (ranges.size() < pools.size()) {
      release(ranges);
      return Optional.empty();
    }
    byNode.put(node, List.copyOf(ranges));
    return Optional.of(ranges);
  }

  /** The Node is gone; its ranges may be given again. */
  void forget(String node) {
    List<String> ranges = byNode.remove(node);
    if (ranges != null) {
      release(ranges);
    }
  }

  private void release(List<String> ranges) {
    ranges.forEach(range -> pools.forEach(pool -> pool.release(range)));
  }
}
