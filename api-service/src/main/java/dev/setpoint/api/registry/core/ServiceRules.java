package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.texts;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.IpRules;
import dev.setpoint.api.registry.LabelSelectors;
import dev.setpoint.api.registry.Names;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Validation of Services (k8s.io/kubernetes/pkg/apis/core/validation). */
final class ServiceRules {

  private static final List<String> TYPES =
      List.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
  private static final List<String> POLICIES = List.of("Cluster", "Local");
  private static final int AFFINITY_MAX = 86400;
  private static final int KUBELET_PORT = 10250;
  private static final String FOR_BALANCERS = "may only be used when `type` is 'LoadBalancer'";
  private static final String RANGES_ANNOTATION =
      "service.beta.kubernetes.io/load-balancer-source-ranges";

  private ServiceRules() {}

  static void validate(ObjectNode service, FieldErrors errors) {
    ObjectNode spec = child(service, "spec");
    List<ObjectNode> ports = objects(spec, "ports");
    boolean headless = ServiceFields.isHeadless(service);
    if (ports.isEmpty() && !headless && !ServiceFields.isExternalName(service)) {
      errors.required("spec.ports", "");
    }
    type(service, spec, ports, errors);
    ServicePortRules.each(ports, errors);
    LabelSelectors.validateLabels(spec.path("selector"), "spec.selector", errors);
    affinity(spec, errors);
    ServiceAddressRules.validate(service, errors);
    List<String> externalIps = texts(spec, "externalIPs");
    for (int i = 0; i < externalIps.size(); i++) {
      String path = "spec.externalIPs[" + i + "]";
      if (IpRules.lenient(externalIps.get(i), path, errors)) {
        IpRules.notSpecial(externalIps.get(i), path, errors);
      }
    }
    if (!TYPES.contains(text(spec, "type"))) {
      errors.notSupported("spec.type", text(spec, "type"), TYPES);
    }
    ServicePortRules.together(text(spec, "type"), ports, errors);
    balancer(service, spec, errors);
    traffic(service, spec, errors);
  }

  private static void type(
      ObjectNode service, ObjectNode spec, List<ObjectNode> ports, FieldErrors errors) {
    String type = text(spec, "type");
    if (type.equals("LoadBalancer")) {
      for (int i = 0; i < ports.size(); i++) {
        if (number(ports.get(i), "port") == KUBELET_PORT) {
          errors.invalid(
              "spec.ports[" + i + "]",
              KUBELET_PORT,
              "may not expose port " + KUBELET_PORT + " externally since it is used by kubelet");
        }
      }
    }
    if (ServiceFields.needsNodePort(service) && ServiceFields.isHeadless(service)) {
      errors.invalid(
          "spec.clusterIPs[0]", "None", "may not be set to 'None' for " + type + " services");
    }
    if (type.equals("ExternalName")) {
      for (String field : List.of("clusterIPs", "ipFamilies", "ipFamilyPolicy")) {
        if (spec.path(field).isContainer() ? !spec.path(field).isEmpty() : has(spec, field)) {
          errors.forbidden("spec." + field, "may not be set for ExternalName services");
        }
      }
      String name = text(spec, "externalName").replaceFirst("\\.$", "");
      if (name.isEmpty()) {
        errors.required("spec.externalName", "");
      } else {
        errors.invalid("spec.externalName", name, Names.subdomain(name));
      }
    }
  }

  private static void affinity(ObjectNode spec, FieldErrors errors) {
    String affinity = text(spec, "sessionAffinity");
    List<String> known = List.of("ClientIP", "None");
    if (!known.contains(affinity)) {
      errors.notSupported("spec.sessionAffinity", affinity, known);
    }
    if (affinity.equals("ClientIP")) {
      int seconds = number(spec, "sessionAffinityConfig", "clientIP", "timeoutSeconds");
      if (seconds <= 0 || seconds > AFFINITY_MAX) {
        errors.invalid(
            "spec.sessionAffinityConfig.clientIP.timeoutSeconds",
            seconds,
            "must be greater than 0 and less than " + AFFINITY_MAX);
      }
    }
  }

  private static void balancer(ObjectNode service, ObjectNode spec, FieldErrors errors) {
    boolean isBalancer = ServiceFields.isBalancer(service);
    sourceRanges(service, spec, isBalancer, errors);
    if (has(spec, "allocateLoadBalancerNodePorts") && !isBalancer) {
      errors.forbidden("spec.allocateLoadBalancerNodePorts", FOR_BALANCERS);
    }
    if (has(spec, "loadBalancerClass")) {
      String loadBalancerClass = text(spec, "loadBalancerClass");
      if (isBalancer) {
        errors.invalid(
            "spec.loadBalancerClass", loadBalancerClass, Names.qualifiedName(loadBalancerClass));
      } else {
        errors.forbidden("spec.loadBalancerClass", FOR_BALANCERS);
      }
    }
  }

  private static void sourceRanges(
      ObjectNode service, ObjectNode spec, boolean isBalancer, FieldErrors errors) {
    List<String> ranges = texts(spec, "loadBalancerSourceRanges");
    if (!ranges.isEmpty()) {
      // Kubernetes' own slip: this path starts with a capital.
      String path = "spec.LoadBalancerSourceRanges";
      if (!isBalancer) {
        errors.forbidden(path, FOR_BALANCERS);
      }
      for (int i = 0; i < ranges.size(); i++) {
        IpRules.lenientCidr(ranges.get(i).strip(), path + "[" + i + "]", errors);
      }
    } else if (has(service, "metadata", "annotations", RANGES_ANNOTATION)) {
      String path = "metadata.annotations[" + RANGES_ANNOTATION + "]";
      if (!isBalancer) {
        errors.forbidden(path, FOR_BALANCERS);
      }
      String value = text(service, "metadata", "annotations", RANGES_ANNOTATION).strip();
      for (String range : value.isEmpty() ? new String[0] : value.split(",", -1)) {
        FieldErrors problems = new FieldErrors();
        IpRules.lenientCidr(range.strip(), path, problems);
        if (!problems.isEmpty()) {
          errors.invalid(
              path, value, "must be a list of IP ranges. For example, 10.240.0.0/24,10.250.0.0/24");
          break;
        }
      }
    }
  }

  private static void traffic(ObjectNode service, ObjectNode spec, FieldErrors errors) {
    String external = text(spec, "externalTrafficPolicy");
    if (!ServiceFields.isExternal(service)) {
      if (!external.isEmpty()) {
        errors.invalid(
            "spec.externalTrafficPolicy",
            external,
            "may only be set for externally-accessible services");
      }
    } else if (!POLICIES.contains(external)) {
      errors.notSupported("spec.externalTrafficPolicy", external, POLICIES);
    }
    int healthPort = number(spec, "healthCheckNodePort");
    if (ServiceFields.needsHealthCheckPort(service)) {
      if (healthPort == 0) {
        errors.required("spec.healthCheckNodePort", "");
      } else {
        PortRules.inRange(healthPort, "spec.healthCheckNodePort", errors);
      }
    } else if (healthPort != 0) {
      errors.invalid(
          "spec.healthCheckNodePort",
          healthPort,
          "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
    }
    if (has(spec, "internalTrafficPolicy")
        && !POLICIES.contains(text(spec, "internalTrafficPolicy"))) {
      errors.notSupported(
          "spec.internalTrafficPolicy", text(spec, "internalTrafficPolicy"), POLICIES);
    }
    if (has(spec, "trafficDistribution")
        && !text(spec, "trafficDistribution").equals("PreferClose")) {
      errors.notSupported(
          "spec.trafficDistribution", text(spec, "trafficDistribution"), List.of("PreferClose"));
    }
  }
}
