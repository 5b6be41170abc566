package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.at;
import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.copy;
import static dev.setpoint.api.registry.Trees.defaultText;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.Subresource;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.schema.Schemas;
import dev.setpoint.common.resource.Quantity;
import dev.setpoint.common.resource.ResourceType;
import dev.setpoint.common.resource.StorageClassNames;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** PersistentVolumeClaims: what storage a user asks for, and what was found. */
@Component
final class PersistentVolumeClaimStrategy implements ResourceStrategy {

  private static final ResourceType TYPE =
      new ResourceType("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", true);
  private static final String ATTRIBUTES_CLASS = "volumeAttributesClassName";

  private final TableLayout table;

  PersistentVolumeClaimStrategy(Schemas schemas) {
    table =
        TableLayout.builder()
            .name()
            .column(
                "Status",
                "string",
                schemas.describe("core.v1.PersistentVolumeClaimStatus.phase"),
                0,
                (c, now) -> VolumeTexts.phase(c))
            .column(
                "Volume",
                "string",
                schemas.describe("core.v1.PersistentVolumeClaimSpec.volumeName"),
                0,
                (c, now) -> text(c, "spec", "volumeName"))
            .column(
                "Capacity",
                "string",
                schemas.describe("core.v1.PersistentVolumeClaimStatus.capacity"),
                0,
                (c, now) ->
                    text(c, "spec", "volumeName").isEmpty()
                        ? ""
                        : Quantity.of(at(c, "status", "capacity", "storage")).toString())
            .column(
                "Access Modes",
                "string",
                schemas.describe("core.v1.PersistentVolumeClaimStatus.accessModes"),
                0,
                (c, now) ->
                    text(c, "spec", "volumeName").isEmpty()
                        ? ""
                        : VolumeTexts.accessModes(c.path("status")))
            .column(
                "StorageClass",
                "string",
                "StorageClass of the pvc",
                0,
                (c, now) -> StorageClassNames.of(c))
            .column(
                "VolumeAttributesClass",
                "string",
                "VolumeAttributesClass of the pvc",
                0,
                (c, now) -> VolumeTexts.orUnset(c, ATTRIBUTES_CLASS))
            .age()
            .column(
                "VolumeMode",
                "string",
                schemas.describe("core.v1.PersistentVolumeClaimSpec.volumeMode"),
                1,
                (c, now) -> VolumeTexts.orUnset(c, "volumeMode"))
            .build();
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public List<String> shortNames() {
    return List.of("pvc");
  }

  @Override
  public List<Subresource> subresources() {
    return List.of(Subresource.status("PersistentVolumeClaim"));
  }

  @Override
  public boolean returnsDeletedObject() {
    return true;
  }

  @Override
  public void setDefaults(ObjectNode claim) {
    defaultText(child(claim, "status"), "phase", "Pending");
    defaultText(child(claim, "spec"), "volumeMode", "Filesystem");
  }

  @Override
  public void prepareForCreate(ObjectNode claim) {
    claim.putObject("status").put("phase", "Pending");
    ObjectNode spec = child(claim, "spec");
    spec.remove(ATTRIBUTES_CLASS);
    DataSources.normalize(spec, null);
  }

  @Override
  public void validate(ObjectNode claim, FieldErrors errors) {
    ClaimRules.spec(child(claim, "spec"), "spec", errors);
  }

  @Override
  public void prepareForUpdate(ObjectNode claim, ObjectNode old) {
    copy(old, claim, "status");
    ObjectNode spec = child(claim, "spec");
    ObjectNode before = child(old, "spec");
    if (!has(before, ATTRIBUTES_CLASS)) {
      spec.remove(ATTRIBUTES_CLASS);
    }
    DataSources.normalize(spec, before);
  }

  @Override
  public boolean revalidatesMetadata() {
    return true;
  }

  @Override
  public void validateUpdate(ObjectNode claim, ObjectNode old, FieldErrors errors) {
    ClaimRules.validateUpdate(claim, old, errors);
  }

  @Override
  public void prepareForStatusUpdate(ObjectNode claim, ObjectNode old) {
    copy(old, claim, "spec");
    ObjectNode status = child(claim, "status");
    for (String gated : List.of("currentVolumeAttributesClassName", "modifyVolumeStatus")) {
      if (!has(old, "status", gated)) {
        status.remove(gated);
      }
    }
  }

  @Override
  public void validateStatusUpdate(ObjectNode claim, ObjectNode old, FieldErrors errors) {
    ClaimStatusRules.validate(child(claim, "status"), errors);
  }

  @Override
  public List<String> warnings(ObjectNode claim, @Nullable ObjectNode old) {
    List<String> warnings = new ArrayList<>();
    VolumeWarnings.classAnnotation(claim, "metadata", warnings);
    for (String list : List.of("requests", "limits")) {
      Quantity amount = Quantity.of(at(claim, "spec", "resources", list, "storage"));
      if (!amount.isInteger()) {
        warnings.add(
            "spec.resources."
                + list
                + "[storage]: fractional byte value \""
                + amount
                + "\" is invalid, must be an integer");
      }
    }
    return warnings;
  }

  @Override
  public TableLayout table() {
    return table;
  }
}
