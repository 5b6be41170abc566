package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.texts;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.IpAddress;
import dev.setpoint.api.registry.IpRules;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Cluster addresses of a Service and their families, before and after some were given to it. */
public final class ServiceAddressRules {

  private static final String IPS = "spec.clusterIPs";
  private static final List<String> FAMILIES = List.of("IPv4", "IPv6");
  private static final List<String> POLICIES =
      List.of("PreferDualStack", "RequireDualStack", "SingleStack");

  private ServiceAddressRules() {}

  public static void validate(ObjectNode service, FieldErrors errors) {
    JsonNode spec = service.path("spec");
    List<String> ips = texts(spec, "clusterIPs");
    String first = text(spec, "clusterIP");
    boolean fine = true;
    if (first.isEmpty()) {
      if (!ips.isEmpty()) {
        fine = false;
        errors.invalid(
            IPS, GoFormat.strings(ips), "must be empty when `clusterIP` is not specified");
      }
    } else if (ips.isEmpty()) {
      fine = false;
      errors.required(IPS, "");
    } else if (!ips.getFirst().equals(first)) {
      fine = false;
      errors.invalid(IPS, GoFormat.strings(ips), "first value must match `clusterIP`");
    }
    fine &= families(spec, errors);
    addresses(service, ips, fine, errors);
  }

  private static boolean families(JsonNode spec, FieldErrors errors) {
    boolean fine = true;
    Set<String> seen = new HashSet<>();
    List<String> families = texts(spec, "ipFamilies");
    for (int i = 0; i < families.size(); i++) {
      String path = "spec.ipFamilies[" + i + "]";
      if (!FAMILIES.contains(families.get(i))) {
        fine = false;
        errors.notSupported(path, families.get(i), FAMILIES);
      }
      if (!seen.add(families.get(i))) {
        fine = false;
        errors.duplicate(path, families.get(i));
      }
    }
    if (has(spec, "ipFamilyPolicy") && !POLICIES.contains(text(spec, "ipFamilyPolicy"))) {
      fine = false;
      errors.notSupported("spec.ipFamilyPolicy", text(spec, "ipFamilyPolicy"), POLICIES);
    }
    return fine;
  }

  private static void addresses(
      ObjectNode service, List<String> ips, boolean fineSoFar, FieldErrors errors) {
    boolean readable = true;
    boolean fine = fineSoFar;
    for (int i = 0; i < ips.size(); i++) {
      if (i == 0 && ips.get(i).equals("None")) {
        if (ips.size() > 1) {
          fine = false;
          errors.invalid(IPS, GoFormat.strings(ips), "'None' must be the first and only value");
        }
      } else {
        readable &= IpRules.lenient(ips.get(i), IPS + "[" + i + "]", errors);
      }
    }
    if (ips.size() > 2) {
      fine = false;
      errors.invalid(IPS, GoFormat.strings(ips), "may only hold up to 2 values");
    }
    if (!readable) {
      return;
    }
    if (ips.size() > 1 && ips.stream().map(ServiceAddressRules::familyOf).distinct().count() < 2) {
      fine = false;
      errors.invalid(
          IPS, GoFormat.strings(ips), "may specify no more than one IP for each IP family");
    }
    List<String> families = texts(service, "spec", "ipFamilies");
    if (fine && !ServiceFields.isHeadless(service)) {
      for (int i = 0; i < Math.min(ips.size(), families.size()); i++) {
        if (!familyOf(ips.get(i)).equals(families.get(i))) {
          errors.invalid(
              IPS + "[" + i + "]",
              ips.get(i),
              "expected an " + families.get(i) + " value as indicated by `ipFamilies[" + i + "]`");
        }
      }
    }
  }

  public static String familyOf(String ip) {
    IpAddress address = IpAddress.parse(ip);
    return address != null && !address.isV4() ? "IPv6" : "IPv4";
  }
}
