package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.same;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.texts;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.IpAddress;
import dev.setpoint.api.registry.IpRules;
import dev.setpoint.api.registry.Names;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What may change on a Service that exists, and what its status may say. */
final class ServiceUpdateRules {

  private static final String FIXED = "may not change once set";

  private ServiceUpdateRules() {}

  static void validate(ObjectNode service, ObjectNode old, FieldErrors errors) {
    if (!ServiceFields.isExternalName(service) && !ServiceFields.isExternalName(old)) {
      boolean headless = ServiceFields.isHeadless(service);
      boolean was = ServiceFields.isHeadless(old);
      if (!headless || !was) {
        compare(service, old, "clusterIPs", "clusterIP", true, errors);
      }
      if (!headless && !was) {
        compare(service, old, "ipFamilies", "ipFamily", false, errors);
      }
    }
    if (ServiceFields.isBalancer(service)
        && ServiceFields.isBalancer(old)
        && !same(service, old, "spec", "loadBalancerClass")) {
      errors.invalid(
          "spec.loadBalancerClass",
          has(service, "spec", "loadBalancerClass")
              ? text(service, "spec", "loadBalancerClass")
              : "null",
          FIXED);
    }
  }

  /** A second value may come and go with the policy; the first stays what it is. */
  private static void compare(
      ObjectNode service,
      ObjectNode old,
      String list,
      String one,
      boolean eachHasItsPath,
      FieldErrors errors) {
    List<String> now = texts(service, "spec", list);
    List<String> before = texts(old, "spec", list);
    var shown = shown(list, now);
    String first = "spec." + list + "[0]";
    if (now.size() == before.size()) {
      for (int i = 0; i < now.size(); i++) {
        if (!now.get(i).equals(before.get(i))) {
          errors.invalid(eachHasItsPath ? "spec." + list + "[" + i + "]" : first, shown, FIXED);
        }
      }
      return;
    }
    if (now.isEmpty()) {
      errors.invalid(first, shown, "primary " + one + " can not be unset");
    }
    if (!now.isEmpty() && !before.isEmpty() && !now.getFirst().equals(before.getFirst())) {
      errors.invalid(first, shown, FIXED);
    }
    String policy = text(service, "spec", "ipFamilyPolicy");
    if (now.size() == 1 && before.size() > 1 && !policy.equals("SingleStack")) {
      errors.invalid(
          "spec.ipFamilyPolicy",
          policy.isEmpty() ? "null" : policy,
          "must be set to 'SingleStack' when releasing the secondary " + one);
    }
  }

  private static GoFormat.Verbatim shown(String list, List<String> values) {
    String text = GoFormat.strings(values).text();
    return new GoFormat.Verbatim(
        list.equals("ipFamilies") ? text.replaceFirst("string", "core.IPFamily") : text);
  }

  static void balancerStatus(ObjectNode service, FieldErrors errors) {
    List<ObjectNode> points = objects(service, "status", "loadBalancer", "ingress");
    String path = "status.loadBalancer.ingress";
    if (!ServiceFields.isBalancer(service)) {
      if (!points.isEmpty()) {
        errors.forbidden(path, "may only be used when `spec.type` is 'LoadBalancer'");
      }
      return;
    }
    for (int i = 0; i < points.size(); i++) {
      point(points.get(i), path + "[" + i + "]", errors);
    }
  }

  private static void point(ObjectNode point, String path, FieldErrors errors) {
    String ip = text(point, "ip");
    if (!ip.isEmpty()) {
      IpRules.lenient(ip, path + ".ip", errors);
    }
    String mode = text(point, "ipMode");
    if (has(point, "ipMode") && ip.isEmpty()) {
      errors.forbidden(path + ".ipMode", "may not be specified when `ip` is not set");
    } else if (has(point, "ipMode") && !mode.equals("VIP") && !mode.equals("Proxy")) {
      errors.notSupported(path + ".ipMode", mode, List.of("Proxy", "VIP"));
    }
    String host = text(point, "hostname");
    if (!host.isEmpty()) {
      errors.invalid(path + ".hostname", host, Names.subdomain(host));
      if (IpAddress.parse(host) != null) {
        errors.invalid(path + ".hostname", host, "must be a DNS name, not an IP address");
      }
    }
  }
}
