package dev.setpoint.api.registry.networking;

import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.same;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.IpRules;
import dev.setpoint.api.registry.Names;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.schema.Schemas;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** IPAddresses: which Service has which cluster address. */
@Component
final class IpAddressStrategy implements ResourceStrategy {

  private static final ResourceType TYPE =
      new ResourceType("networking.k8s.io", "v1", "ipaddresses", "IPAddress", false);

  private final TableLayout table;

  IpAddressStrategy(Schemas schemas) {
    table =
        TableLayout.builder()
            .name()
            .column(
                "ParentRef",
                "string",
                schemas.describe("networking.v1.IPAddressSpec.parentRef"),
                0,
                (ip, now) -> parent(ip))
            .build();
  }

  private static String parent(ObjectNode ip) {
    ObjectNode parent = object(ip, "spec", "parentRef");
    if (parent == null) {
      return "<none>";
    }
    String group = text(parent, "group");
    return text(parent, "resource")
        + (group.isEmpty() ? "" : "." + group)
        + "/"
        + text(parent, "namespace")
        + "/"
        + text(parent, "name");
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public List<String> shortNames() {
    return List.of("ip");
  }

  @Override
  public List<String> nameProblems(String name, boolean isPrefix) {
    return IpRules.strictProblems(name);
  }

  @Override
  public void validate(ObjectNode ip, FieldErrors errors) {
    String path = "spec.parentRef";
    ObjectNode parent = object(ip, "spec", "parentRef");
    if (parent == null) {
      errors.required(path, "");
      return;
    }
    String group = text(parent, "group");
    if (!group.isEmpty()) {
      errors.invalid(path + ".group", group, Names.subdomain(group));
    }
    for (String field : List.of("resource", "name", "namespace")) {
      String value = text(parent, field);
      if (!value.isEmpty()) {
        errors.invalid(path + "." + field, value, Names.pathSegment(value, false));
      } else if (!field.equals("namespace")) {
        errors.required(path + "." + field, "");
      }
    }
  }

  @Override
  public void validateUpdate(ObjectNode ip, ObjectNode old, FieldErrors errors) {
    if (!same(ip, old, "spec", "parentRef")) {
      ObjectNode parent = object(ip, "spec", "parentRef");
      errors.immutable("spec.parentRef", parent == null ? "null" : shown(parent));
    }
  }

  private static GoFormat.Verbatim shown(ObjectNode parent) {
    return new GoFormat.Verbatim(
        "networking.ParentReference{Group:"
            + GoFormat.quote(text(parent, "group"))
            + ", Resource:"
            + GoFormat.quote(text(parent, "resource"))
            + ", Namespace:"
            + GoFormat.quote(text(parent, "namespace"))
            + ", Name:"
            + GoFormat.quote(text(parent, "name"))
            + "}");
  }

  @Override
  public TableLayout table() {
    return table;
  }
}
