package dev.setpoint.scheduler.snapshot;

import io.fabric8.kubernetes.api.model.ContainerImage;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the Node object itself says, read once per change of the Node.
 *
 * @param allocatable without the number of Pods
 * @param maxPods how many Pods the Node takes
 * @param hardTaints those that keep Pods away: NoSchedule and NoExecute
 * @param softTaints those that only cost score: PreferNoSchedule
 * @param images sizes in bytes by every name an image goes by
 */
public record NodeFacts(
    String name,
    Map<String, String> labels,
    boolean unschedulable,
    List<Taint> hardTaints,
    List<Taint> softTaints,
    ResourceVector allocatable,
    long maxPods,
    Map<String, Long> images) {

  public static final String ZONE = "topology.kubernetes.io/zone";
  public static final String REGION = "topology.kubernetes.io/region";
  public static final String HOSTNAME = "kubernetes.io/hostname";

  public static NodeFacts of(Node node) {
    List<Taint> hard = new ArrayList<>();
    List<Taint> soft = new ArrayList<>();
    boolean unschedulable = false;
    if (node.getSpec() != null) {
      unschedulable = Boolean.TRUE.equals(node.getSpec().getUnschedulable());
      for (Taint taint : node.getSpec().getTaints()) {
        ("PreferNoSchedule".equals(taint.getEffect()) ? soft : hard).add(taint);
      }
    }
    Map<String, Quantity> allocatable = Map.of();
    Map<String, Long> images = Map.of();
    if (node.getStatus() != null) {
      if (node.getStatus().getAllocatable() != null) {
        allocatable = node.getStatus().getAllocatable();
      }
      images = images(node.getStatus().getImages());
    }
    Quantity pods = allocatable.get(ResourceVector.PODS);
    Map<String, String> labels = node.getMetadata().getLabels();
    return new NodeFacts(
        node.getMetadata().getName(),
        labels == null ? Map.of() : Map.copyOf(labels),
        unschedulable,
        List.copyOf(hard),
        List.copyOf(soft),
        ResourceVector.of(allocatable),
        pods == null ? 0 : Quantities.value(pods),
        images);
  }

  /** Region and zone together, since zone names may repeat between regions; empty without both. */
  public String zone() {
    String region = labels.getOrDefault(REGION, "");
    String zone = labels.getOrDefault(ZONE, "");
    return region.isEmpty() && zone.isEmpty() ? "" : region + ":" + zone;
  }

  private static Map<String, Long> images(List<ContainerImage> list) {
    Map<String, Long> sizes = HashMap.newHashMap(list.size() * 2);
    for (ContainerImage image : list) {
      long size = image.getSizeBytes() == null ? 0 : image.getSizeBytes();
      for (String name : image.getNames()) {
        sizes.put(name, size);
      }
    }
    return Map.copyOf(sizes);
  }
}
