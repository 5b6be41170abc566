package dev.setpoint.scheduler.plugin;

import dev.setpoint.scheduler.framework.NodeScorer;
import dev.setpoint.scheduler.framework.ScorePlugin;
import dev.setpoint.scheduler.snapshot.ClusterSnapshot;
import dev.setpoint.scheduler.snapshot.NodeInfo;
import dev.setpoint.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.Container;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Prefers Nodes that hold the Pod's images already. An image that lies on few Nodes counts less, so
 * that the first Node to pull it doesn't draw every replica.
 */
@Component
public final class ImageLocality implements ScorePlugin {

  private static final long MEBIBYTE = 1024 * 1024;
  private static final long MIN = 23 * MEBIBYTE;
  private static final long MAX_PER_CONTAINER = 1000 * MEBIBYTE;

  private record Wanted(String image, double spread) {}

  @Override
  public String name() {
    return "ImageLocality";
  }

  @Override
  public int order() {
    return 100;
  }

  @Override
  public Optional<NodeScorer> prepareScore(
      PodInfo pod, ClusterSnapshot snapshot, List<NodeInfo> feasible) {
    List<Wanted> wanted = new ArrayList<>();
    List<Container> init = pod.pod().getSpec().getInitContainers();
    List<Container> containers = pod.pod().getSpec().getContainers();
    collect(init, snapshot, wanted);
    collect(containers, snapshot, wanted);
    long most = MAX_PER_CONTAINER * (init.size() + containers.size());
    return wanted.isEmpty() ? Optional.empty() : Optional.of(node -> score(node, wanted, most));
  }

  private static void collect(
      List<Container> containers, ClusterSnapshot snapshot, List<Wanted> into) {
    for (Container container : containers) {
      String image = normalized(container.getImage());
      int nodes = snapshot.nodesWithImage(image);
      if (nodes > 0) {
        into.add(new Wanted(image, (double) nodes / snapshot.size()));
      }
    }
  }

  private static long score(NodeInfo node, List<Wanted> wanted, long most) {
    long sum = 0;
    for (int i = 0; i < wanted.size(); i++) {
      Long size = node.facts().images().get(wanted.get(i).image());
      if (size != null) {
        sum += (long) (size * wanted.get(i).spread());
      }
    }
    long bounded = Math.clamp(sum, MIN, most);
    return NodeScorer.MAX * (bounded - MIN) / (most - MIN);
  }

  /** An image without tag or digest is its {@code latest}. */
  static String normalized(String image) {
    return image.lastIndexOf(':') <= image.lastIndexOf('/') ? image + ":latest" : image;
  }
}
