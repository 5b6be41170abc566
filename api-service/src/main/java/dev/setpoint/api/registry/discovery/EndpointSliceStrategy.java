package dev.setpoint.api.registry.discovery;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.defaultText;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.same;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.texts;

import dev.setpoint.api.registry.CellText;
import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.Generations;
import dev.setpoint.api.registry.IpRules;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.schema.Schemas;
import dev.setpoint.common.resource.ResourceType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** EndpointSlices: some of the addresses behind a Service. */
@Component
final class EndpointSliceStrategy implements ResourceStrategy {

  private static final ResourceType TYPE =
      new ResourceType("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", true);

  private final TableLayout table;

  EndpointSliceStrategy(Schemas schemas) {
    table =
        TableLayout.builder()
            .name()
            .column(
                "AddressType",
                "string",
                "addressType specifies the type of address carried by this EndpointSlice. All"
                    + " addresses in this slice must be the same type. This field is immutable"
                    + " after creation. The following address types are currently supported: *"
                    + " IPv4: Represents an IPv4 Address. * IPv6: Represents an IPv6 Address. *"
                    + " FQDN: Represents a Fully Qualified Domain Name.",
                0,
                (slice, now) -> text(slice, "addressType"))
            .column(
                "Ports",
                "string",
                "ports specifies the list of network ports exposed by each endpoint in this slice."
                    + " Each port must have a unique name. When ports is empty, it indicates that"
                    + " there are no defined ports. When a port is defined with a nil port value,"
                    + " it indicates \"all ports\". Each slice may include a maximum of 100 ports.",
                0,
                (slice, now) -> CellText.firstFew(ports(slice), "<unset>"))
            .column(
                "Endpoints",
                "string",
                schemas.describe("discovery.v1.EndpointSlice.endpoints"),
                0,
                (slice, now) -> CellText.firstFew(addresses(slice), "<unset>"))
            .age()
            .build();
  }

  private static List<String> ports(ObjectNode slice) {
    return objects(slice, "ports").stream()
        .map(
            port ->
                has(port, "port")
                    ? String.valueOf(number(port, "port"))
                    : has(port, "name") ? text(port, "name") : "*")
        .toList();
  }

  private static List<String> addresses(ObjectNode slice) {
    return objects(slice, "endpoints").stream()
        .flatMap(endpoint -> texts(endpoint, "addresses").stream())
        .toList();
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public void setDefaults(ObjectNode slice) {
    for (ObjectNode port : objects(slice, "ports")) {
      if (!has(port, "name")) {
        port.put("name", "");
      }
      defaultText(port, "protocol", "TCP");
    }
  }

  @Override
  public void prepareForCreate(ObjectNode slice) {
    dropUnserved(slice, null);
    Generations.first(slice);
  }

  @Override
  public void prepareForUpdate(ObjectNode slice, ObjectNode old) {
    dropUnserved(slice, old);
    boolean changed =
        !same(content(slice), content(old)) || !same(slice, old, "metadata", "labels");
    long generation = old.path("metadata").path("generation").longValue(0);
    child(slice, "metadata").put("generation", changed ? generation + 1 : generation);
  }

  private static ObjectNode content(ObjectNode slice) {
    ObjectNode copy = slice.deepCopy();
    copy.remove("metadata");
    return copy;
  }

  /** Fields from before this version, or of features that are off; who has them keeps them. */
  private static void dropUnserved(ObjectNode slice, @Nullable ObjectNode old) {
    for (ObjectNode endpoint : objects(slice, "endpoints")) {
      if (old == null || !uses(old, "deprecatedTopology")) {
        endpoint.remove("deprecatedTopology");
      }
      if (endpoint.get("hints") instanceof ObjectNode hints) {
        boolean kept =
            old != null
                && objects(old, "endpoints").stream().anyMatch(e -> has(e, "hints", "forNodes"));
        if (!kept) {
          hints.remove("forNodes");
        }
      }
    }
  }

  private static boolean uses(ObjectNode slice, String field) {
    return objects(slice, "endpoints").stream().anyMatch(endpoint -> has(endpoint, field));
  }

  @Override
  public void validate(ObjectNode slice, FieldErrors errors) {
    EndpointSliceRules.validate(slice, errors);
  }

  @Override
  public void validateUpdate(ObjectNode slice, ObjectNode old, FieldErrors errors) {
    EndpointSliceRules.validate(slice, errors);
    if (!text(slice, "addressType").equals(text(old, "addressType"))) {
      errors.immutable("addressType", text(slice, "addressType"));
    }
  }

  @Override
  public List<String> warnings(ObjectNode slice, @Nullable ObjectNode old) {
    List<String> warnings = new ArrayList<>();
    if (text(slice, "addressType").equals("FQDN")) {
      warnings.add("spec.addressType: FQDN endpoints are deprecated");
    }
    List<ObjectNode> endpoints = objects(slice, "endpoints");
    for (int i = 0; i < endpoints.size(); i++) {
      List<String> addresses = texts(endpoints.get(i), "addresses");
      for (int j = 0; j < addresses.size(); j++) {
        warnings.addAll(
            IpRules.warnings(addresses.get(j), "endpoints[" + i + "].addresses[" + j + "]"));
      }
    }
    return warnings;
  }

  @Override
  public TableLayout table() {
    return table;
  }
}
