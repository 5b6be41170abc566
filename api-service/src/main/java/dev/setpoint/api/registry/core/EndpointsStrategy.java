package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.defaultText;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.same;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.CellText;
import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.IpRules;
import dev.setpoint.api.registry.IpText;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.schema.Schemas;
import dev.setpoint.common.resource.ResourceType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Endpoints: the addresses behind a Service, in the form before EndpointSlices. */
@Component
final class EndpointsStrategy implements ResourceStrategy {

  private static final ResourceType TYPE =
      new ResourceType("", "v1", "endpoints", "Endpoints", true);

  private final TableLayout table;

  EndpointsStrategy(Schemas schemas) {
    table =
        TableLayout.builder()
            .name()
            .column(
                "Endpoints",
                "string",
                schemas.describe("core.v1.Endpoints.subsets"),
                0,
                (endpoints, now) -> CellText.firstFew(addresses(endpoints), "<none>"))
            .age()
            .build();
  }

  private static List<String> addresses(ObjectNode endpoints) {
    List<String> all = new ArrayList<>();
    for (ObjectNode subset : objects(endpoints, "subsets")) {
      List<String> ips = objects(subset, "addresses").stream().map(a -> text(a, "ip")).toList();
      List<ObjectNode> ports = objects(subset, "ports");
      if (ports.isEmpty()) {
        all.addAll(ips);
      }
      for (ObjectNode port : ports) {
        for (String ip : ips) {
          all.add((IpText.isV6(ip) ? "[" + ip + "]" : ip) + ":" + number(port, "port"));
        }
      }
    }
    return all;
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public String singular() {
    return "endpoints";
  }

  @Override
  public List<String> shortNames() {
    return List.of("ep");
  }

  @Override
  public String deprecation() {
    return "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice";
  }

  @Override
  public boolean allowCreateOnUpdate() {
    return true;
  }

  @Override
  public void setDefaults(ObjectNode endpoints) {
    for (ObjectNode subset : objects(endpoints, "subsets")) {
      objects(subset, "ports").forEach(port -> defaultText(port, "protocol", "TCP"));
    }
  }

  @Override
  public void validate(ObjectNode endpoints, FieldErrors errors) {
    EndpointsRules.validate(endpoints, errors);
  }

  @Override
  public void validateUpdate(ObjectNode endpoints, ObjectNode old, FieldErrors errors) {
    if (!same(endpoints, old, "subsets")) {
      EndpointsRules.validate(endpoints, errors);
    }
  }

  @Override
  public List<String> warnings(ObjectNode endpoints, @Nullable ObjectNode old) {
    List<String> warnings = new ArrayList<>();
    if (old != null && same(endpoints, old, "subsets")) {
      return warnings;
    }
    List<ObjectNode> subsets = objects(endpoints, "subsets");
    for (int i = 0; i < subsets.size(); i++) {
      for (String list : List.of("addresses", "notReadyAddresses")) {
        List<ObjectNode> addresses = objects(subsets.get(i), list);
        for (int j = 0; j < addresses.size(); j++) {
          warnings.addAll(
              IpRules.warnings(
                  text(addresses.get(j), "ip"), "subsets[" + i + "]." + list + "[" + j + "].ip"));
        }
      }
    }
    return warnings;
  }

  @Override
  public TableLayout table() {
    return table;
  }
}
