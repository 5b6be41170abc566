package dev.setpoint.api.registry.networking;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.defaultText;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.texts;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.Generations;
import dev.setpoint.api.registry.IpRules;
import dev.setpoint.api.registry.LabelSelectors;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.common.resource.ResourceType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** NetworkPolicies: who may talk to Pods, and to whom they may. */
@Component
final class NetworkPolicyStrategy implements ResourceStrategy {

  private static final ResourceType TYPE =
      new ResourceType("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy", true);

  // This column kept the words of an older API version.
  private static final TableLayout TABLE =
      TableLayout.builder()
          .name()
          .column(
              "Pod-Selector",
              "string",
              "Selects the pods to which this NetworkPolicy object applies.  The array of ingress"
                  + " rules is applied to any pods selected by this field. Multiple network"
                  + " policies can select the same set of pods.  In this case, the ingress rules"
                  + " for each are combined additively. This field is NOT optional and follows"
                  + " standard label selector semantics. An empty podSelector matches all pods in"
                  + " this namespace.",
              0,
              (p, now) -> LabelSelectors.shown(p.path("spec").path("podSelector"), "<none>"))
          .age()
          .build();

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public List<String> shortNames() {
    return List.of("netpol");
  }

  @Override
  public void setDefaults(ObjectNode policy) {
    ObjectNode spec = child(policy, "spec");
    child(spec, "podSelector");
    for (String direction : List.of("ingress", "egress")) {
      for (ObjectNode rule : objects(spec, direction)) {
        objects(rule, "ports").forEach(port -> defaultText(port, "protocol", "TCP"));
      }
    }
    if (spec.path("policyTypes").isEmpty()) {
      ArrayNode types = spec.putArray("policyTypes").add("Ingress");
      if (!spec.path("egress").isEmpty()) {
        types.add("Egress");
      }
    }
  }

  @Override
  public void prepareForCreate(ObjectNode policy) {
    Generations.first(policy);
  }

  @Override
  public void validate(ObjectNode policy, FieldErrors errors) {
    NetworkPolicyRules.validate(child(policy, "spec"), errors);
  }

  @Override
  public void prepareForUpdate(ObjectNode policy, ObjectNode old) {
    Generations.bumpIfSpecChanged(policy, old);
  }

  @Override
  public void validateUpdate(ObjectNode policy, ObjectNode old, FieldErrors errors) {
    validate(policy, errors);
  }

  @Override
  public List<String> warnings(ObjectNode policy, @Nullable ObjectNode old) {
    List<String> warnings = new ArrayList<>();
    direction(policy, "ingress", "from", warnings);
    direction(policy, "egress", "to", warnings);
    return warnings;
  }

  private static void direction(
      ObjectNode policy, String direction, String list, List<String> warnings) {
    List<ObjectNode> rules = objects(policy, "spec", direction);
    for (int i = 0; i < rules.size(); i++) {
      List<ObjectNode> peers = objects(rules.get(i), list);
      for (int j = 0; j < peers.size(); j++) {
        String path = "spec." + direction + "[" + i + "]." + list + "[" + j + "].ipBlock";
        warnings.addAll(
            IpRules.cidrWarnings(text(peers.get(j), "ipBlock", "cidr"), path + ".cidr"));
        List<String> excepted = texts(peers.get(j), "ipBlock", "except");
        for (int k = 0; k < excepted.size(); k++) {
          warnings.addAll(IpRules.cidrWarnings(excepted.get(k), path + ".except[" + k + "]"));
        }
      }
    }
  }

  @Override
  public TableLayout table() {
    return TABLE;
  }
}
