package dev.setpoint.api.bootstrap;

import dev.setpoint.api.registry.Trees;
import dev.setpoint.common.json.KubeJson;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * The objects under which the API is a Service of its own cluster, as kube-apiserver's bootstrap
 * controllers make them (k8s.io/kubernetes/pkg/controlplane).
 */
final class KubernetesService {

  static final String NAME = "kubernetes";
  static final String NAMESPACE = "default";

  private static final int PORT = 443;

  private KubernetesService() {}

  static ObjectNode service(String clusterIp, int targetPort) {
    ObjectNode service = named("v1", "Service");
    Trees.child(service, "metadata")
        .putObject("labels")
        .put("component", "apiserver")
        .put("provider", "kubernetes");
    ObjectNode spec = service.putObject("spec");
    spec.put("type", "ClusterIP").put("sessionAffinity", "None").put("clusterIP", clusterIp);
    spec.putArray("clusterIPs").add(clusterIp);
    port(spec.putArray("ports").addObject(), PORT).put("targetPort", targetPort);
    return service;
  }

  /** With the addresses of the replicas that are there. */
  static ObjectNode endpoints(Collection<String> addresses, int port) {
    ObjectNode endpoints = named("v1", "Endpoints");
    Trees.child(endpoints, "metadata")
        .putObject("labels")
        .put("endpointslice.kubernetes.io/skip-mirror", "true");
    if (!addresses.isEmpty()) {
      ObjectNode subset = endpoints.putArray("subsets").addObject();
      var list = subset.putArray("addresses");
      addresses.forEach(address -> list.addObject().put("ip", address));
      port(subset.putArray("ports").addObject(), port);
    }
    return endpoints;
  }

  static ObjectNode slice(Collection<String> addresses, int port) {
    ObjectNode slice = named("discovery.k8s.io/v1", "EndpointSlice");
    Trees.child(slice, "metadata").putObject("labels").put("kubernetes.io/service-name", NAME);
    boolean v6 = addresses.stream().anyMatch(address -> address.indexOf(':') >= 0);
    slice.put("addressType", v6 ? "IPv6" : "IPv4");
    var list = slice.putArray("endpoints");
    for (String address : addresses) {
      ObjectNode endpoint = list.addObject();
      endpoint.putArray("addresses").add(address);
      endpoint.putObject("conditions").put("ready", true);
    }
    port(slice.putArray("ports").addObject(), port);
    return slice;
  }

  static ObjectNode range(List<String> cidrs) {
    ObjectNode range = named("networking.k8s.io/v1", "ServiceCIDR");
    Trees.child(range, "metadata").remove("namespace");
    var list = range.putObject("spec").putArray("cidrs");
    cidrs.forEach(list::add);
    return range;
  }

  /** Says that Services get addresses of the range; false where that is said already. */
  static boolean markReady(ObjectNode range, Instant now) {
    ObjectNode status = Trees.child(range, "status");
    if (Trees.objects(status, "conditions").stream()
        .anyMatch(condition -> Trees.text(condition, "type").equals("Ready"))) {
      return false;
    }
    Trees.list(status, "conditions")
        .addObject()
        .put("type", "Ready")
        .put("status", "True")
        .put("reason", "")
        .put("message", "Kubernetes default Service CIDR is ready")
        .put("lastTransitionTime", now.truncatedTo(ChronoUnit.SECONDS).toString());
    return true;
  }

  private static ObjectNode port(ObjectNode port, int number) {
    return port.put("name", "https").put("port", number).put("protocol", "TCP");
  }

  private static ObjectNode named(String apiVersion, String kind) {
    ObjectNode object = KubeJson.TREES.createObjectNode();
    object.put("apiVersion", apiVersion).put("kind", kind);
    object.putObject("metadata").put("name", NAME).put("namespace", NAMESPACE);
    return object;
  }
}
