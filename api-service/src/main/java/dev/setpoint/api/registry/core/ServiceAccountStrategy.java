package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.objects;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.Subresource;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.schema.Schemas;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** ServiceAccounts: who a Pod is to the API. */
@Component
final class ServiceAccountStrategy implements ResourceStrategy {

  private static final ResourceType TYPE =
      new ResourceType("", "v1", "serviceaccounts", "ServiceAccount", true);

  private static final String MOUNTABLE = "kubernetes.io/enforce-mountable-secrets";

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

  /** Of a secret that Pods may use only the name counts. */
  @Override
  public void prepareForCreate(ObjectNode account) {
    keepNames(account);
  }

  @Override
  public void prepareForUpdate(ObjectNode account, ObjectNode old) {
    keepNames(account);
  }

  private static void keepNames(ObjectNode account) {
    objects(account, "secrets").forEach(secret -> secret.retain("name"));
  }

  @Override
  public List<Subresource> subresources() {
    return List.of(
        new Subresource("token", "authentication.k8s.io", "v1", "TokenRequest", List.of("create")));
  }

  @Override
  public void validate(ObjectNode account, FieldErrors errors) {}

  @Override
  public List<String> warnings(ObjectNode account, @Nullable ObjectNode old) {
    boolean added =
        has(account, "metadata", "annotations", MOUNTABLE)
            && (old == null || !has(old, "metadata", "annotations", MOUNTABLE));
    return added
        ? List.of(
            "metadata.annotations["
                + MOUNTABLE
                + "]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted"
                + " secrets")
        : List.of();
  }

  @Override
  public boolean revalidatesMetadata() {
    return true;
  }

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
