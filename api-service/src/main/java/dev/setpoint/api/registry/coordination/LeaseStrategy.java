package dev.setpoint.api.registry.coordination;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.schema.Schemas;
import dev.setpoint.common.resource.ResourceType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Leases: who holds a lock, and until when. */
@Component
final class LeaseStrategy implements ResourceStrategy {

  private static final ResourceType TYPE =
      new ResourceType("coordination.k8s.io", "v1", "leases", "Lease", true);

  private final TableLayout table;

  LeaseStrategy(Schemas schemas) {
    table =
        TableLayout.builder()
            .name()
            .column(
                "Holder",
                "string",
                schemas.describe("coordination.v1.LeaseSpec.holderIdentity"),
                0,
                (lease, now) -> text(lease, "spec", "holderIdentity"))
            .age()
            .build();
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public boolean allowCreateOnUpdate() {
    return true;
  }

  /** A holder that does not know what it overwrites would break the lock. */
  @Override
  public boolean allowUnconditionalUpdate() {
    return false;
  }

  @Override
  public void prepareForCreate(ObjectNode lease) {
    dropUnserved(lease);
  }

  @Override
  public void prepareForUpdate(ObjectNode lease, ObjectNode old) {
    dropUnserved(lease);
  }

  /** Coordinated leader election is off by default in Kubernetes 1.33. */
  private static void dropUnserved(ObjectNode lease) {
    child(lease, "spec").remove("strategy");
    child(lease, "spec").remove("preferredHolder");
  }

  @Override
  public void validate(ObjectNode lease, FieldErrors errors) {
    ObjectNode spec = child(lease, "spec");
    if (has(spec, "leaseDurationSeconds") && number(spec, "leaseDurationSeconds") <= 0) {
      errors.invalid(
          "spec.leaseDurationSeconds",
          number(spec, "leaseDurationSeconds"),
          "must be greater than 0");
    }
    errors.nonNegative("spec.leaseTransitions", number(spec, "leaseTransitions"));
  }

  @Override
  public void validateUpdate(ObjectNode lease, ObjectNode old, FieldErrors errors) {
    validate(lease, errors);
  }

  @Override
  public TableLayout table() {
    return table;
  }
}
