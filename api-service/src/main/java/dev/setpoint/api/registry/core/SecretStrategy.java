package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.defaultText;
import static dev.setpoint.api.registry.Trees.flag;
import static dev.setpoint.api.registry.Trees.same;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.textMap;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.schema.Schemas;
import dev.setpoint.common.resource.ResourceType;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Secrets: values that only who needs them should read. */
@Component
final class SecretStrategy implements ResourceStrategy {

  private static final ResourceType TYPE = new ResourceType("", "v1", "secrets", "Secret", true);

  private final TableLayout table;

  SecretStrategy(Schemas schemas) {
    table =
        TableLayout.builder()
            .name()
            .column(
                "Type",
                "string",
                schemas.describe("core.v1.Secret.type"),
                0,
                (secret, now) -> text(secret, "type"))
            .column(
                "Data",
                "string",
                schemas.describe("core.v1.Secret.data"),
                0,
                (secret, now) -> secret.path("data").size())
            .age()
            .build();
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  /** {@code stringData} is a way to write only: its texts become data. */
  @Override
  public void setDefaults(ObjectNode secret) {
    Map<String, String> texts = textMap(secret, "stringData");
    if (!texts.isEmpty()) {
      ObjectNode data = child(secret, "data");
      texts.forEach(
          (key, value) ->
              data.put(
                  key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
    }
    secret.remove("stringData");
    defaultText(secret, "type", "Opaque");
  }

  @Override
  public void validate(ObjectNode secret, FieldErrors errors) {
    SecretRules.validate(secret, errors);
  }

  @Override
  public void prepareForUpdate(ObjectNode secret, ObjectNode old) {
    defaultText(secret, "type", text(old, "type"));
  }

  @Override
  public boolean revalidatesMetadata() {
    return true;
  }

  @Override
  public void validateUpdate(ObjectNode secret, ObjectNode old, FieldErrors errors) {
    if (!text(secret, "type").equals(text(old, "type"))) {
      errors.immutable("type", text(secret, "type"));
    }
    if (flag(old, "immutable")) {
      if (!flag(secret, "immutable")) {
        errors.forbidden("immutable", ConfigMapStrategy.IMMUTABLE);
      }
      if (!same(secret, old, "data")) {
        errors.forbidden("data", ConfigMapStrategy.IMMUTABLE);
      }
    }
    SecretRules.validate(secret, errors);
  }

  @Override
  public List<String> warnings(ObjectNode secret, @Nullable ObjectNode old) {
    return SecretRules.warnings(secret);
  }

  @Override
  public Map<String, Function<ObjectNode, String>> selectableFields() {
    return Map.of("type", secret -> text(secret, "type"));
  }

  @Override
  public TableLayout table() {
    return table;
  }
}
