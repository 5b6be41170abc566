package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.flag;
import static dev.setpoint.api.registry.Trees.same;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.schema.Schemas;
import dev.setpoint.common.resource.ResourceType;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** ConfigMaps: text and binary values that Pods read. */
@Component
final class ConfigMapStrategy implements ResourceStrategy {

  private static final ResourceType TYPE =
      new ResourceType("", "v1", "configmaps", "ConfigMap", true);

  /** 1 MiB: what a store of small objects is meant to carry. */
  static final int MAX_BYTES = 1024 * 1024;

  static final String IMMUTABLE = "field is immutable when `immutable` is set";

  private final TableLayout table;

  ConfigMapStrategy(Schemas schemas) {
    table =
        TableLayout.builder()
            .name()
            .column(
                "Data",
                "string",
                schemas.describe("core.v1.ConfigMap.data"),
                0,
                (map, now) -> map.path("data").size() + map.path("binaryData").size())
            .age()
            .build();
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public List<String> shortNames() {
    return List.of("cm");
  }

  @Override
  public void validate(ObjectNode map, FieldErrors errors) {
    JsonNode data = map.path("data");
    JsonNode binary = map.path("binaryData");
    for (String key : new TreeSet<>(data.propertyNames())) {
      errors.invalid("data[" + key + "]", key, ConfigKeys.problems(key));
      if (binary.has(key)) {
        errors.invalid("data[" + key + "]", key, "duplicate of key present in binaryData");
      }
    }
    ConfigKeys.validate(binary, "binaryData", errors);
    long size = 0;
    for (JsonNode value : data) {
      size += value.stringValue("").getBytes(StandardCharsets.UTF_8).length;
    }
    for (JsonNode value : binary) {
      size += Base64.getDecoder().decode(value.stringValue("")).length;
    }
    if (size > MAX_BYTES) {
      errors.tooLong("[]", "may not be more than " + MAX_BYTES + " bytes");
    }
  }

  @Override
  public boolean revalidatesMetadata() {
    return true;
  }

  @Override
  public void validateUpdate(ObjectNode map, ObjectNode old, FieldErrors errors) {
    if (flag(old, "immutable")) {
      if (!flag(map, "immutable")) {
        errors.forbidden("immutable", IMMUTABLE);
      }
      for (String field : List.of("data", "binaryData")) {
        if (!same(map, old, field)) {
          errors.forbidden(field, IMMUTABLE);
        }
      }
    }
    validate(map, errors);
  }

  @Override
  public TableLayout table() {
    return table;
  }
}
