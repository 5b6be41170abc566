package dev.setpoint.api.registry.storage;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.same;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.LabelSelectors;
import dev.setpoint.api.registry.Names;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.registry.core.Quantities;
import dev.setpoint.common.resource.Quantity;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** CSIStorageCapacities: how much room a storage class has left on some Nodes. */
@Component
final class CsiStorageCapacityStrategy implements ResourceStrategy {

  private static final ResourceType TYPE =
      new ResourceType("storage.k8s.io", "v1", "csistoragecapacities", "CSIStorageCapacity", true);

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public void validate(ObjectNode capacity, FieldErrors errors) {
    if (has(capacity, "nodeTopology")) {
      LabelSelectors.validate(capacity.path("nodeTopology"), "nodeTopology", errors);
    }
    String storageClass = text(capacity, "storageClassName");
    errors.invalid("storageClassName", storageClass, Names.subdomain(storageClass));
    for (String field : List.of("capacity", "maximumVolumeSize")) {
      if (has(capacity, field)) {
        Quantities.nonNegative(Quantity.of(capacity.path(field)), field, errors);
      }
    }
  }

  @Override
  public void validateUpdate(ObjectNode capacity, ObjectNode old, FieldErrors errors) {
    validate(capacity, errors);
    if (!same(capacity, old, "nodeTopology")) {
      JsonNode topology = capacity.path("nodeTopology");
      errors.immutable(
          "nodeTopology", topology.isObject() ? GoFormat.labelSelector(topology) : "null");
    }
    if (!same(capacity, old, "storageClassName")) {
      errors.immutable("storageClassName", text(capacity, "storageClassName"));
    }
  }

  @Override
  public TableLayout table() {
    return TableLayout.NAME_AND_CREATED_AT;
  }
}
