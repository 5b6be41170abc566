package dev.setpoint.agent.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a Pod and its containers ask for, in the kernel's units. */
public final class PodResources {

  private PodResources() {}

  public static long milliCpu(@Nullable Quantity quantity) {
    return quantity == null
        ? 0
        : value(quantity)
            .multiply(BigDecimal.valueOf(1000))
            .setScale(0, RoundingMode.CEILING)
            .longValue();
  }

  public static long bytes(@Nullable Quantity quantity) {
    return quantity == null ? 0 : value(quantity).setScale(0, RoundingMode.CEILING).longValue();
  }

  public static BigDecimal value(Quantity quantity) {
    return quantity.getNumericalAmount();
  }

  public static @Nullable Quantity request(Container container, String resource) {
    return container.getResources() == null
        ? null
        : get(container.getResources().getRequests(), resource);
  }

  public static @Nullable Quantity limit(Container container, String resource) {
    return container.getResources() == null
        ? null
        : get(container.getResources().getLimits(), resource);
  }

  private static @Nullable Quantity get(@Nullable Map<String, Quantity> map, String resource) {
    return map == null ? null : map.get(resource);
  }

  /**
   * The larger of what all long-running containers need together and what any moment of the
   * initialisation needs, plus overhead (KEP-753's formula).
   */
  public static BigDecimal podRequest(Pod pod, String resource) {
    BigDecimal sum = BigDecimal.ZERO;
    for (Container container : PodContainers.app(pod)) {
      sum = sum.add(amount(request(container, resource)));
    }
    BigDecimal sidecars = BigDecimal.ZERO;
    BigDecimal peak = BigDecimal.ZERO;
    for (Container container : PodContainers.init(pod)) {
      BigDecimal own = amount(request(container, resource));
      if (PodContainers.sidecar(container)) {
        sidecars = sidecars.add(own);
        peak = peak.max(sidecars);
      } else {
        peak = peak.max(sidecars.add(own));
      }
    }
    BigDecimal overhead = amount(get(pod.getSpec().getOverhead(), resource));
    return sum.add(sidecars).max(peak).add(overhead);
  }

  private static BigDecimal amount(@Nullable Quantity quantity) {
    return quantity == null ? BigDecimal.ZERO : value(quantity);
  }

  /** kubelet's preference among OOM victims (pkg/kubelet/qos/policy.go). */
  public static int oomScoreAdj(Pod pod, Container container, long nodeMemory) {
    String qos = pod.getStatus() == null ? null : pod.getStatus().getQosClass();
    if ("Guaranteed".equals(qos)) {
      return -997;
    }
    long request = bytes(request(container, "memory"));
    if ("BestEffort".equals(qos) || nodeMemory <= 0) {
      return 1000;
    }
    long adjusted = 1000 - (1000 * request) / nodeMemory;
    return Math.clamp(adjusted, 3, 999);
  }
}
