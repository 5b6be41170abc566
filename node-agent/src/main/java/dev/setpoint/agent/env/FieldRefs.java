package dev.setpoint.agent.env;

import dev.setpoint.agent.pod.PodContainers;
import dev.setpoint.agent.pod.PodResources;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The downward API: values a Pod reads about itself. */
public final class FieldRefs {

  private final Pod pod;
  private final String podIp;
  private final String hostIp;
  private final Map<String, Quantity> allocatable;

  /** What a container may read about its Pod, once it has an address. */
  public FieldRefs(Pod pod, String podIp, String hostIp, @Nullable Node node) {
    this.pod = pod;
    this.podIp = podIp;
    this.hostIp = hostIp;
    this.allocatable =
        node == null || node.getStatus() == null || node.getStatus().getAllocatable() == null
            ? Map.of()
            : node.getStatus().getAllocatable();
  }

  public String field(String path) throws ConfigFailure {
    int bracket = path.indexOf("['");
    if (bracket > 0 && path.endsWith("']")) {
      String key = path.substring(bracket + 2, path.length() - 2);
      Map<String, String> map =
          switch (path.substring(0, bracket)) {
            case "metadata.labels" -> pod.getMetadata().getLabels();
            case "metadata.annotations" -> pod.getMetadata().getAnnotations();
            default -> throw new ConfigFailure("unsupported fieldPath: " + path);
          };
      return map == null ? "" : map.getOrDefault(key, "");
    }
    return switch (path) {
      case "metadata.name" -> pod.getMetadata().getName();
      case "metadata.namespace" -> pod.getMetadata().getNamespace();
      case "metadata.uid" -> pod.getMetadata().getUid();
      case "metadata.labels" -> lines(pod.getMetadata().getLabels());
      case "metadata.annotations" -> lines(pod.getMetadata().getAnnotations());
      case "spec.nodeName" -> orEmpty(pod.getSpec().getNodeName());
      case "spec.serviceAccountName" -> orEmpty(pod.getSpec().getServiceAccountName());
      case "spec.restartPolicy" -> PodContainers.restartPolicy(pod);
      case "spec.schedulerName" -> orEmpty(pod.getSpec().getSchedulerName());
      case "status.hostIP", "status.hostIPs" -> hostIp;
      case "status.podIP", "status.podIPs" -> podIp;
      case "status.phase" -> phase(pod.getStatus());
      default -> throw new ConfigFailure("unsupported fieldPath: " + path);
    };
  }

  private static String phase(@Nullable PodStatus status) {
    return status == null ? "" : orEmpty(status.getPhase());
  }

  /** Limits that are not set count as what the node can allocate. */
  public String resource(ResourceFieldSelector selector, @Nullable String ownContainer)
      throws ConfigFailure {
    String name = selector.getContainerName();
    if (name == null || name.isEmpty()) {
      name = ownContainer;
    }
    Container container = name == null ? null : PodContainers.byName(pod, name);
    if (container == null) {
      throw new ConfigFailure("container " + name + " not found");
    }
    List<String> path = List.of(selector.getResource().split("\\.", 2));
    if (path.size() != 2) {
      throw new ConfigFailure("unsupported container resource : " + selector.getResource());
    }
    String resource = path.get(1);
    Quantity quantity =
        switch (path.get(0)) {
          case "requests" -> PodResources.request(container, resource);
          case "limits" -> {
            Quantity limit = PodResources.limit(container, resource);
            yield limit == null ? allocatable.get(resource) : limit;
          }
          default ->
              throw new ConfigFailure("unsupported container resource : " + selector.getResource());
        };
    return inUnits(quantity, selector.getDivisor());
  }

  /** The amount in divisors, rounded up. */
  static String inUnits(@Nullable Quantity quantity, @Nullable Quantity divisor) {
    if (quantity == null) {
      return "0";
    }
    BigDecimal unit = divisor == null ? BigDecimal.ONE : PodResources.value(divisor);
    if (unit.signum() == 0) {
      unit = BigDecimal.ONE;
    }
    return PodResources.value(quantity)
        .divide(unit, 0, RoundingMode.CEILING)
        .toBigInteger()
        .toString();
  }

  /** {@code key="value"} a line, sorted, the value quoted as Go's %q does. */
  private static String lines(@Nullable Map<String, String> map) {
    if (map == null) {
      return "";
    }
    return new TreeMap<>(map)
        .entrySet().stream()
            .map(e -> e.getKey() + "=" + quote(e.getValue()))
            .collect(Collectors.joining("\n"));
  }

  private static String quote(String value) {
    return "\""
        + value
            .replace("\\", "\\\\")
            .replace("\"", "\\\"")
            .replace("\n", "\\n")
            .replace("\t", "\\t")
            .replace("\r", "\\r")
        + "\"";
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
