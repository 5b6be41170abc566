package dev.setpoint.common.quota;

import dev.setpoint.common.resource.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a Pod needs as a whole (k8s.io/component-helpers/resource): its containers together, or any
 * one of its init containers with the sidecars started before it, if that is more.
 */
public final class PodAmounts {

  private PodAmounts() {}

  /**
   * @param list {@code requests} or {@code limits}
   */
  public static Map<String, Quantity> of(JsonNode podSpec, String list) {
    Map<String, Quantity> total = new TreeMap<>();
    for (ObjectNode container : objects(podSpec, "containers")) {
      merge(total, amounts(container, list), Quantity::plus);
    }
    Map<String, Quantity> sidecars = new TreeMap<>();
    Map<String, Quantity> starting = new TreeMap<>();
    for (ObjectNode container : objects(podSpec, "initContainers")) {
      Map<String, Quantity> own = amounts(container, list);
      if (container.path("restartPolicy").asString("").equals("Always")) {
        merge(total, own, Quantity::plus);
        merge(sidecars, own, Quantity::plus);
        own = sidecars;
      } else {
        merge(own, sidecars, Quantity::plus);
      }
      merge(starting, own, PodAmounts::larger);
    }
    merge(total, starting, PodAmounts::larger);
    return total;
  }

  /** The same with what the Pod costs beside its containers; a limit there must be to grow. */
  static Map<String, Quantity> withOverhead(JsonNode podSpec, String list) {
    Map<String, Quantity> total = of(podSpec, list);
    parse(podSpec.path("overhead"))
        .forEach(
            (name, amount) -> {
              if (list.equals("requests") || total.containsKey(name)) {
                total.merge(name, amount, Quantity::plus);
              }
            });
    return total;
  }

  /** All but those that are for debugging, which ask for nothing. */
  public static List<ObjectNode> containers(JsonNode podSpec) {
    List<ObjectNode> containers = new ArrayList<>(objects(podSpec, "containers"));
    containers.addAll(objects(podSpec, "initContainers"));
    return containers;
  }

  public static Map<String, Quantity> amounts(ObjectNode container, String list) {
    return parse(container.path("resources").path(list));
  }

  public static Map<String, Quantity> parse(JsonNode amounts) {
    Map<String, Quantity> parsed = new TreeMap<>();
    amounts.properties().forEach(e -> parsed.put(e.getKey(), Quantity.of(e.getValue())));
    return parsed;
  }

  private static void merge(
      Map<String, Quantity> into, Map<String, Quantity> from, BinaryOperator<Quantity> how) {
    from.forEach((name, amount) -> into.merge(name, amount, how));
  }

  private static Quantity larger(Quantity a, Quantity b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  private static List<ObjectNode> objects(JsonNode podSpec, String list) {
    List<ObjectNode> objects = new ArrayList<>();
    podSpec.path(list).forEach(each -> objects.add((ObjectNode) each));
    return objects;
  }
}
