package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.texts;

import dev.setpoint.api.registry.IpRules;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What Kubernetes accepts in a Service but warns of (k8s.io/kubernetes/pkg/api/service). */
final class ServiceWarnings {

  private static final String HINTS = "service.kubernetes.io/topology-aware-hints";

  private ServiceWarnings() {}

  static List<String> of(ObjectNode service) {
    List<String> warnings = new ArrayList<>();
    JsonNode spec = service.path("spec");
    if (has(service, "metadata", "annotations", HINTS)) {
      warnings.add(
          "annotation "
              + HINTS
              + " is deprecated, please use service.kubernetes.io/topology-mode instead");
    }
    List<String> clusterIps = texts(spec, "clusterIPs");
    List<String> externalIps = texts(spec, "externalIPs");
    if (ServiceFields.isHeadless(service)) {
      headless(spec, externalIps, warnings);
    } else {
      for (int i = 0; i < clusterIps.size(); i++) {
        warnings.addAll(IpRules.warnings(clusterIps.get(i), "spec.clusterIPs[" + i + "]"));
      }
    }
    warnings.addAll(IpRules.warnings(text(spec, "loadBalancerIP"), "spec.loadBalancerIP"));
    for (int i = 0; i < externalIps.size(); i++) {
      warnings.addAll(IpRules.warnings(externalIps.get(i), "spec.externalIPs[" + i + "]"));
    }
    List<String> ranges = texts(spec, "loadBalancerSourceRanges");
    for (int i = 0; i < ranges.size(); i++) {
      warnings.addAll(
          IpRules.cidrWarnings(ranges.get(i), "spec.loadBalancerSourceRanges[" + i + "]"));
    }
    if (ServiceFields.isExternalName(service) && !externalIps.isEmpty()) {
      warnings.add("spec.externalIPs is ignored when spec.type is \"ExternalName\"");
    }
    if (!ServiceFields.isExternalName(service) && !text(spec, "externalName").isEmpty()) {
      warnings.add("spec.externalName is ignored when spec.type is not \"ExternalName\"");
    }
    return warnings;
  }

  private static void headless(JsonNode spec, List<String> externalIps, List<String> warnings) {
    if (!text(spec, "loadBalancerIP").isEmpty()) {
      warnings.add("spec.loadBalancerIP is ignored when spec.clusterIP is \"None\"");
    }
    if (!externalIps.isEmpty()) {
      warnings.add("spec.externalIPs is ignored when spec.clusterIP is \"None\"");
    }
    if (!text(spec, "sessionAffinity").equals("None")) {
      warnings.add("spec.SessionAffinity is ignored for headless services");
    }
  }
}
