package dev.setpoint.api.allocation;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.copy;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.texts;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.core.ServiceAddressRules;
import dev.setpoint.api.registry.core.ServiceFields;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Settles the families of a Service's addresses, from what is asked for and what the cluster has
 * (k8s.io/kubernetes/pkg/registry/core/service/storage/alloc.go).
 */
final class ServiceFamilies {

  private static final String POLICY = "ipFamilyPolicy";
  private static final String SINGLE = "SingleStack";
  private static final String REQUIRE = "RequireDualStack";

  private final List<String> served;

  /**
   * @param served the families of the cluster, its own first
   */
  ServiceFamilies(List<String> served) {
    this.served = List.copyOf(served);
  }

  /** Leaves an invalid Service as far as it got, with what is wrong with it. */
  FieldErrors settle(ObjectNode service, @Nullable ObjectNode old) {
    FieldErrors errors = new FieldErrors();
    if (ServiceFields.isExternalName(service)) {
      return errors;
    }
    ObjectNode spec = child(service, "spec");
    if (old != null) {
      keepUnlessAsked(spec, old);
    }
    ServiceAddressRules.validate(service, errors);
    if (!errors.isEmpty()) {
      return errors;
    }
    policyOfMany(spec, errors);
    fromAddresses(spec, errors);
    if (!errors.isEmpty()) {
      return errors;
    }
    if (ServiceFields.isHeadless(service) && spec.path("selector").isEmpty()) {
      selfManaged(spec);
      return errors;
    }
    if (!has(spec, POLICY)) {
      spec.put(POLICY, SINGLE);
    }
    String policy = text(spec, POLICY);
    if (policy.equals(REQUIRE) && served.size() < 2) {
      errors.invalid(
          "spec." + POLICY, policy, "this cluster is not configured for dual-stack services");
    }
    List<String> families = texts(spec, "ipFamilies");
    for (int i = 0; i < families.size(); i++) {
      if (!served.contains(families.get(i))) {
        errors.invalid(
            "spec.ipFamilies[" + i + "]", families.get(i), "not configured on this cluster");
      }
    }
    if (errors.isEmpty()) {
      complete(spec, !policy.equals(SINGLE) && served.size() == 2);
    }
    return errors;
  }

  /**
   * An update that says nothing of families keeps them; one to a single family drops the second.
   */
  private static void keepUnlessAsked(ObjectNode spec, ObjectNode old) {
    ObjectNode oldSpec = child(old, "spec");
    if (!has(spec, POLICY)) {
      copy(oldSpec, spec, POLICY);
      if (spec.path("ipFamilies").isEmpty()) {
        copy(oldSpec, spec, "ipFamilies");
      }
    }
    boolean downgrade =
        text(spec, POLICY).equals(SINGLE)
            && has(oldSpec, POLICY)
            && !text(oldSpec, POLICY).equals(SINGLE);
    if (downgrade) {
      for (String field : List.of("clusterIPs", "ipFamilies")) {
        if (spec.get(field) instanceof ArrayNode values && values.size() > 1) {
          values.remove(1);
        }
      }
    }
  }

  private static void policyOfMany(ObjectNode spec, FieldErrors errors) {
    for (String field : List.of("clusterIPs", "ipFamilies")) {
      if (spec.path(field).size() == 2) {
        if (!has(spec, POLICY)) {
          spec.put(POLICY, REQUIRE);
        } else if (text(spec, POLICY).equals(SINGLE)) {
          errors.invalid(
              "spec." + POLICY,
              SINGLE,
              "must be RequireDualStack or PreferDualStack when multiple '"
                  + field
                  + "' are specified");
        }
      }
    }
  }

  private void fromAddresses(ObjectNode spec, FieldErrors errors) {
    List<String> ips = texts(spec, "clusterIPs");
    List<String> families = new ArrayList<>(texts(spec, "ipFamilies"));
    for (int i = 0; i < ips.size() && !ips.get(i).equals("None"); i++) {
      if (i >= families.size()) {
        String family = ServiceAddressRules.familyOf(ips.get(i));
        if (served.contains(family)) {
          families.add(family);
        } else {
          errors.invalid(
              "spec.clusterIPs[" + i + "]",
              GoFormat.strings(ips),
              family + " is not configured on this cluster");
        }
      }
    }
    if (!families.isEmpty()) {
      put(spec, families);
    }
  }

  /** Endpoints that the user brings may be of any family. */
  private void selfManaged(ObjectNode spec) {
    if (!has(spec, POLICY)) {
      spec.put(POLICY, REQUIRE);
    }
    complete(spec, !text(spec, POLICY).equals(SINGLE));
  }

  private void complete(ObjectNode spec, boolean both) {
    List<String> families = new ArrayList<>(texts(spec, "ipFamilies"));
    if (families.isEmpty()) {
      families.add(served.getFirst());
    }
    if (both && families.size() == 1) {
      families.add(families.getFirst().equals("IPv4") ? "IPv6" : "IPv4");
    }
    put(spec, families);
  }

  private static void put(ObjectNode spec, List<String> families) {
    ArrayNode list = spec.putArray("ipFamilies");
    families.forEach(list::add);
  }
}
