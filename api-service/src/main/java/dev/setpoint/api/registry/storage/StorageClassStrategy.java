package dev.setpoint.api.registry.storage;

import static dev.setpoint.api.registry.Trees.defaultText;
import static dev.setpoint.api.registry.Trees.flag;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.NodeLabels;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.schema.Schemas;
import dev.setpoint.common.resource.ResourceType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** StorageClasses: how volumes are made that claims ask for. */
@Component
final class StorageClassStrategy implements ResourceStrategy {

  private static final ResourceType TYPE =
      new ResourceType("storage.k8s.io", "v1", "storageclasses", "StorageClass", false);

  private final TableLayout table;

  StorageClassStrategy(Schemas schemas) {
    table =
        TableLayout.builder()
            .name(sc -> text(sc, "metadata", "name") + (isDefault(sc) ? " (default)" : ""))
            .column(
                "Provisioner",
                "string",
                schemas.describe("storage.v1.StorageClass.provisioner"),
                0,
                (sc, now) -> text(sc, "provisioner"))
            .column(
                "ReclaimPolicy",
                "string",
                schemas.describe("storage.v1.StorageClass.reclaimPolicy"),
                0,
                (sc, now) -> text(sc, "reclaimPolicy"))
            .column(
                "VolumeBindingMode",
                "string",
                schemas.describe("storage.v1.StorageClass.volumeBindingMode"),
                0,
                (sc, now) -> text(sc, "volumeBindingMode"))
            .column(
                "AllowVolumeExpansion",
                "string",
                schemas.describe("storage.v1.StorageClass.allowVolumeExpansion"),
                0,
                (sc, now) -> flag(sc, "allowVolumeExpansion"))
            .age()
            .build();
  }

  private static boolean isDefault(ObjectNode storageClass) {
    return List.of(
            "storageclass.kubernetes.io/is-default-class",
            "storageclass.beta.kubernetes.io/is-default-class")
        .stream()
        .anyMatch(key -> text(storageClass, "metadata", "annotations", key).equals("true"));
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public List<String> shortNames() {
    return List.of("sc");
  }

  @Override
  public boolean returnsDeletedObject() {
    return true;
  }

  @Override
  public void setDefaults(ObjectNode storageClass) {
    defaultText(storageClass, "reclaimPolicy", "Delete");
    defaultText(storageClass, "volumeBindingMode", "Immediate");
  }

  @Override
  public void validate(ObjectNode storageClass, FieldErrors errors) {
    StorageClassRules.validate(storageClass, errors);
  }

  @Override
  public boolean revalidatesMetadata() {
    return true;
  }

  @Override
  public void validateUpdate(ObjectNode storageClass, ObjectNode old, FieldErrors errors) {
    StorageClassRules.validate(storageClass, errors);
    StorageClassRules.validateUpdate(storageClass, old, errors);
  }

  @Override
  public List<String> warnings(ObjectNode storageClass, @Nullable ObjectNode old) {
    List<String> warnings = new ArrayList<>();
    List<ObjectNode> topologies = objects(storageClass, "allowedTopologies");
    for (int i = 0; i < topologies.size(); i++) {
      List<ObjectNode> expressions = objects(topologies.get(i), "matchLabelExpressions");
      for (int j = 0; j < expressions.size(); j++) {
        String text = NodeLabels.deprecation(text(expressions.get(j), "key"));
        if (text != null) {
          warnings.add(
              "allowedTopologies[" + i + "].matchLabelExpressions[" + j + "].key: " + text);
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
