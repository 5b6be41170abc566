package dev.setpoint.api.registry.networking;

import static dev.setpoint.api.registry.Trees.copy;
import static dev.setpoint.api.registry.Trees.same;
import static dev.setpoint.api.registry.Trees.texts;

import dev.setpoint.api.registry.Cidr;
import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.IpRules;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.Subresource;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.schema.Schemas;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import java.util.Objects;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** ServiceCIDRs: ranges of cluster addresses. */
@Component
final class ServiceCidrStrategy implements ResourceStrategy {

  private static final ResourceType TYPE =
      new ResourceType("networking.k8s.io", "v1", "servicecidrs", "ServiceCIDR", false);
  private static final String PATH = "spec.cidrs";

  private final TableLayout table;

  ServiceCidrStrategy(Schemas schemas) {
    table =
        TableLayout.builder()
            .name()
            .column(
                "CIDRs",
                "string",
                schemas.describe("networking.v1.ServiceCIDRSpec.cidrs"),
                0,
                (c, now) -> String.join(",", texts(c, "spec", "cidrs")))
            .age()
            .build();
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public List<Subresource> subresources() {
    return List.of(Subresource.status("ServiceCIDR"));
  }

  @Override
  public void prepareForCreate(ObjectNode cidr) {
    cidr.putObject("status");
  }

  @Override
  public void validate(ObjectNode cidr, FieldErrors errors) {
    List<String> cidrs = texts(cidr, "spec", "cidrs");
    if (cidrs.isEmpty()) {
      errors.required(PATH, "at least one CIDR required");
      return;
    }
    var shown =
        new GoFormat.Verbatim(
            "networking.ServiceCIDRSpec{CIDRs:" + GoFormat.strings(cidrs).text() + "}");
    if (cidrs.size() > 2) {
      errors.invalid(PATH, shown, "may only hold up to 2 values");
      return;
    }
    if (cidrs.size() == 2) {
      long families =
          cidrs.stream()
              .map(Cidr::parse)
              .filter(Objects::nonNull)
              .map(c -> c.given().isV4())
              .distinct()
              .count();
      if (families != 2) {
        errors.invalid(
            PATH,
            shown,
            "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and"
                + " 2001:db8::/64");
        return;
      }
    }
    for (int i = 0; i < cidrs.size(); i++) {
      errors.invalid(PATH + "[" + i + "]", cidrs.get(i), IpRules.strictCidrProblems(cidrs.get(i)));
    }
  }

  @Override
  public void prepareForUpdate(ObjectNode cidr, ObjectNode old) {
    copy(old, cidr, "status");
  }

  @Override
  public void validateUpdate(ObjectNode cidr, ObjectNode old, FieldErrors errors) {
    if (!same(cidr, old, "spec", "cidrs")) {
      errors.immutable(PATH, GoFormat.strings(texts(cidr, "spec", "cidrs")));
    }
  }

  @Override
  public void prepareForStatusUpdate(ObjectNode cidr, ObjectNode old) {
    copy(old, cidr, "spec");
  }

  @Override
  public TableLayout table() {
    return table;
  }
}
