package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.at;
import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.same;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.texts;

import java.util.List;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/** Which fields of a Service mean something for its type. */
public final class ServiceFields {

  private ServiceFields() {}

  public static String type(ObjectNode service) {
    return text(service, "spec", "type");
  }

  public static boolean isBalancer(ObjectNode service) {
    return type(service).equals("LoadBalancer");
  }

  public static boolean isExternalName(ObjectNode service) {
    return type(service).equals("ExternalName");
  }

  public static boolean isHeadless(ObjectNode service) {
    List<String> ips = texts(service, "spec", "clusterIPs");
    return ips.size() == 1 && ips.getFirst().equals("None");
  }

  public static boolean needsClusterIp(ObjectNode service) {
    return switch (type(service)) {
      case "ClusterIP", "NodePort", "LoadBalancer" -> true;
      default -> false;
    };
  }

  public static boolean needsNodePort(ObjectNode service) {
    return type(service).equals("NodePort") || isBalancer(service);
  }

  /** Reached from outside the cluster, so that what becomes of the traffic there matters. */
  static boolean isExternal(ObjectNode service) {
    return needsNodePort(service)
        || (type(service).equals("ClusterIP") && !at(service, "spec", "externalIPs").isEmpty());
  }

  public static boolean needsHealthCheckPort(ObjectNode service) {
    return isBalancer(service) && text(service, "spec", "externalTrafficPolicy").equals("Local");
  }

  /**
   * Takes out what no longer means anything since the type changed, where the writer did not touch
   * it.
   */
  static void dropOutlived(ObjectNode service, ObjectNode old) {
    drop(service, old, ServiceFields::needsClusterIp, List.of("clusterIP", "clusterIPs"));
    drop(service, old, ServiceFields::needsClusterIp, List.of("ipFamilies"));
    drop(service, old, ServiceFields::needsClusterIp, List.of("ipFamilyPolicy"));
    drop(service, old, ServiceFields::needsClusterIp, List.of("internalTrafficPolicy"));
    dropNodePorts(service, old);
    drop(service, old, ServiceFields::needsHealthCheckPort, List.of("healthCheckNodePort"));
    drop(service, old, ServiceFields::isBalancer, List.of("allocateLoadBalancerNodePorts"));
    drop(service, old, ServiceFields::isBalancer, List.of("loadBalancerClass"));
    drop(service, old, ServiceFields::isExternal, List.of("externalTrafficPolicy"));
    if (isBalancer(old) && !isBalancer(service)) {
      child(service, "status").putObject("loadBalancer");
    }
  }

  private static void drop(
      ObjectNode service, ObjectNode old, Predicate<ObjectNode> needed, List<String> fields) {
    ObjectNode spec = child(service, "spec");
    ObjectNode oldSpec = child(old, "spec");
    if (needed.test(old)
        && !needed.test(service)
        && fields.stream().allMatch(field -> same(spec.path(field), oldSpec.path(field)))) {
      fields.forEach(spec::remove);
    }
  }

  private static void dropNodePorts(ObjectNode service, ObjectNode old) {
    if (needsNodePort(old)
        && !needsNodePort(service)
        && nodePorts(service).equals(nodePorts(old))) {
      objects(service, "spec", "ports").forEach(port -> port.remove("nodePort"));
    }
  }

  private static List<Integer> nodePorts(ObjectNode service) {
    return objects(service, "spec", "ports").stream()
        .map(port -> number(port, "nodePort"))
        .toList();
  }

  public static boolean allocatesNodePorts(ObjectNode service) {
    return type(service).equals("NodePort")
        || (isBalancer(service)
            && (!has(service, "spec", "allocateLoadBalancerNodePorts")
                || at(service, "spec", "allocateLoadBalancerNodePorts").booleanValue(true)));
  }
}
