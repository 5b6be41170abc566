package dev.setpoint.api.registry.core;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.Subresource;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.schema.Schemas;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** ServiceAccounts: who a Pod is to the API. */
@Component
final class ServiceAccountStrategy implements ResourceStrategy {

  private static final ResourceType TYPE =
      new ResourceType("", "v1", "serviceaccounts", "ServiceAccount", true);

  private final TableLayout table;

  ServiceAccountStrategy(Schemas schemas) {
    table =
        TableLayout.builder()
            .name()
            .column(
                "Secrets",
                "string",
                schemas.describe("core.v1.ServiceAccount.secrets"),
                0,
                (account, now) -> account.path("secrets").size())
            .age()
            .build();
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public List<String> shortNames() {
    return List.of("sa");
  }

  @Override
  public List<Subresource> subresources() {
    return List.of(
        new Subresource("token", "authentication.k8s.io", "v1", "TokenRequest", List.of("create")));
  }

  @Override
  public void validate(ObjectNode account, FieldErrors errors) {}

  @Override
  public void validateUpdate(ObjectNode account, ObjectNode old, FieldErrors errors) {}

  @Override
  public boolean returnsDeletedObject() {
    return true;
  }

  @Override
  public TableLayout table() {
    return table;
  }
}
