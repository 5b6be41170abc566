package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.at;
import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.copy;
import static dev.setpoint.api.registry.Trees.defaultText;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.same;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.Subresource;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.schema.Schemas;
import dev.setpoint.common.resource.Quantity;
import dev.setpoint.common.resource.ResourceType;
import dev.setpoint.common.resource.StorageClassNames;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** PersistentVolumes: storage that outlives the Pods that use it. */
@Component
final class PersistentVolumeStrategy implements ResourceStrategy {

  private static final ResourceType TYPE =
      new ResourceType("", "v1", "persistentvolumes", "PersistentVolume", false);
  private static final String ATTRIBUTES_CLASS = "volumeAttributesClassName";
  private static final String CLAIM_DESCRIPTION =
      "claimRef is part of a bi-directional binding between PersistentVolume and"
          + " PersistentVolumeClaim. Expected to be non-nil when bound. claim.VolumeName is the"
          + " authoritative bind between PV and PVC. More info:"
          + " https://kubernetes.io/docs/concepts/storage/persistent-volumes#binding";
  private static final String TRANSITION = "lastPhaseTransitionTime";

  private final Clock clock;
  private final TableLayout table;

  PersistentVolumeStrategy(Schemas schemas, Clock clock) {
    this.clock = clock;
    table =
        TableLayout.builder()
            .name()
            .column(
                "Capacity",
                "string",
                schemas.describe("core.v1.PersistentVolumeSpec.capacity"),
                0,
                (v, now) -> Quantity.of(at(v, "spec", "capacity", "storage")).toString())
            .column(
                "Access Modes",
                "string",
                schemas.describe("core.v1.PersistentVolumeSpec.accessModes"),
                0,
                (v, now) -> VolumeTexts.accessModes(v.path("spec")))
            .column(
                "Reclaim Policy",
                "string",
                schemas.describe("core.v1.PersistentVolumeSpec.persistentVolumeReclaimPolicy"),
                0,
                (v, now) -> text(v, "spec", "persistentVolumeReclaimPolicy"))
            .column(
                "Status",
                "string",
                schemas.describe("core.v1.PersistentVolumeStatus.phase"),
                0,
                (v, now) -> VolumeTexts.phase(v))
            .column(
                "Claim",
                "string",
                CLAIM_DESCRIPTION,
                0,
                (v, now) ->
                    has(v, "spec", "claimRef")
                        ? text(v, "spec", "claimRef", "namespace")
                            + "/"
                            + text(v, "spec", "claimRef", "name")
                        : "")
            .column(
                "StorageClass",
                "string",
                "StorageClass of the pv",
                0,
                (v, now) -> StorageClassNames.of(v))
            .column(
                "VolumeAttributesClass",
                "string",
                "VolumeAttributesClass of the pv",
                0,
                (v, now) -> VolumeTexts.orUnset(v, ATTRIBUTES_CLASS))
            .column(
                "Reason",
                "string",
                schemas.describe("core.v1.PersistentVolumeStatus.reason"),
                0,
                (v, now) -> text(v, "status", "reason"))
            .age()
            .column(
                "VolumeMode",
                "string",
                schemas.describe("core.v1.PersistentVolumeSpec.volumeMode"),
                1,
                (v, now) -> VolumeTexts.orUnset(v, "volumeMode"))
            .build();
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public List<String> shortNames() {
    return List.of("pv");
  }

  @Override
  public List<Subresource> subresources() {
    return List.of(Subresource.status("PersistentVolume"));
  }

  @Override
  public boolean returnsDeletedObject() {
    return true;
  }

  @Override
  public void setDefaults(ObjectNode volume) {
    defaultText(child(volume, "status"), "phase", "Pending");
    ObjectNode spec = child(volume, "spec");
    defaultText(spec, "persistentVolumeReclaimPolicy", "Retain");
    defaultText(spec, "volumeMode", "Filesystem");
    VolumeDefaults.applyToSource(spec);
  }

  @Override
  public void prepareForCreate(ObjectNode volume) {
    volume.putObject("status").put("phase", "Pending").put(TRANSITION, now());
    child(volume, "spec").remove(ATTRIBUTES_CLASS);
  }

  private String now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  @Override
  public void validate(ObjectNode volume, FieldErrors errors) {
    PersistentVolumeRules.validate(volume, errors);
    PersistentVolumeRules.mountOptions(volume, errors);
  }

  @Override
  public void prepareForUpdate(ObjectNode volume, ObjectNode old) {
    copy(old, volume, "status");
    if (!has(old, "spec", ATTRIBUTES_CLASS)) {
      child(volume, "spec").remove(ATTRIBUTES_CLASS);
    }
  }

  @Override
  public boolean revalidatesMetadata() {
    return true;
  }

  @Override
  public void validateUpdate(ObjectNode volume, ObjectNode old, FieldErrors errors) {
    // Kubernetes checks it twice on update, and tells every cause twice.
    validate(volume, errors);
    PersistentVolumeRules.validateUpdate(volume, old, errors);
  }

  @Override
  public void prepareForStatusUpdate(ObjectNode volume, ObjectNode old) {
    copy(old, volume, "spec");
    boolean moved = !same(volume, old, "status", "phase");
    if (moved && (!has(volume, "status", TRANSITION) || same(volume, old, "status", TRANSITION))) {
      child(volume, "status").put(TRANSITION, now());
    }
  }

  @Override
  public List<String> warnings(ObjectNode volume, @Nullable ObjectNode old) {
    return VolumeWarnings.of(volume);
  }

  @Override
  public TableLayout table() {
    return table;
  }
}
