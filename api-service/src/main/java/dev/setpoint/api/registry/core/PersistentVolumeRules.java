package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.same;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.texts;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.Names;
import dev.setpoint.common.resource.Quantity;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Validation of PersistentVolumes (k8s.io/kubernetes/pkg/apis/core/validation), on their own or
 * inside of an attachment.
 */
public final class PersistentVolumeRules {

  private static final String INLINE = "may not be specified in the context of inline volumes";
  private static final List<String> RECLAIM_POLICIES = List.of("Delete", "Recycle", "Retain");
  private static final String MOUNT_OPTIONS = "volume.beta.kubernetes.io/mount-options";
  private static final Set<String> MOUNTABLE =
      Set.of(
          "gcePersistentDisk",
          "awsElasticBlockStore",
          "glusterfs",
          "nfs",
          "rbd",
          "quobyte",
          "iscsi",
          "cinder",
          "cephfs",
          "azureFile",
          "azureDisk",
          "vsphereVolume");

  private PersistentVolumeRules() {}

  static void validate(ObjectNode volume, FieldErrors errors) {
    spec(child(volume, "spec"), false, "spec", errors);
  }

  /**
   * The annotation that came before {@code spec.mountOptions}, on a volume that cannot have any.
   */
  static void mountOptions(ObjectNode volume, FieldErrors errors) {
    if (has(volume, "metadata", "annotations", MOUNT_OPTIONS)
        && MOUNTABLE.stream().noneMatch(kind -> has(volume, "spec", kind))) {
      errors.forbidden(
          "metadata.annotations." + MOUNT_OPTIONS,
          "may not specify mount options for this volume type");
    }
  }

  /** The spec of a volume that a Pod brings itself, which no claim can bind. */
  public static void validateInline(ObjectNode spec, String path, FieldErrors errors) {
    if (has(spec, "claimRef")) {
      errors.forbidden(path + ".claimRef", INLINE);
    }
    if (!spec.path("capacity").isEmpty()) {
      errors.forbidden(path + ".capacity", INLINE);
    }
    if (!has(spec, "csi")) {
      errors.required(path + ".csi", "has to be specified in the context of inline volumes");
    }
    spec(spec, true, path, errors);
  }

  private static void spec(ObjectNode spec, boolean inline, String path, FieldErrors errors) {
    if (spec.path("accessModes").isEmpty()) {
      errors.required(path + ".accessModes", "");
    }
    ClaimRules.accessModes(texts(spec, "accessModes"), path + ".accessModes", errors);
    if (!inline) {
      capacity(spec.path("capacity"), path + ".capacity", errors);
    }
    reclaimPolicy(spec, inline, path + ".persistentVolumeReclaimPolicy", errors);
    nodeAffinity(spec, inline, path + ".nodeAffinity", errors);
    PersistentVolumeSources.validate(spec, path, errors);
    String host = text(spec, "hostPath", "path");
    if (!host.isEmpty()
        && Path.of(host).normalize().equals(Path.of("/"))
        && text(spec, "persistentVolumeReclaimPolicy").equals("Recycle")) {
      errors.forbidden(
          path + ".persistentVolumeReclaimPolicy",
          "may not be 'recycle' for a hostPath mount of '/'");
    }
    String storageClass = text(spec, "storageClassName");
    if (!storageClass.isEmpty()) {
      if (inline) {
        errors.forbidden(path + ".storageClassName", INLINE);
      } else {
        errors.invalid(path + ".storageClassName", storageClass, Names.subdomain(storageClass));
      }
    }
    if (has(spec, "volumeMode")) {
      String mode = text(spec, "volumeMode");
      if (!inline) {
        ClaimRules.volumeMode(mode, path + ".volumeMode", errors);
      } else if (!mode.equals("Filesystem")) {
        errors.forbidden(
            path + ".volumeMode",
            "may not specify volumeMode other than Filesystem in the context of inline volumes");
      }
    }
  }

  private static void capacity(JsonNode capacity, String path, FieldErrors errors) {
    if (capacity.isEmpty()) {
      errors.required(path, "");
    }
    if (!capacity.has("storage") || capacity.size() > 1) {
      errors.notSupported(path, shown(capacity), List.of("storage"));
    }
    for (String name : new TreeSet<>(capacity.propertyNames())) {
      String field = path + "[" + name + "]";
      Quantities.basic(Quantity.of(capacity.path(name)), field, errors);
      Quantities.positive(Quantity.of(capacity.path(name)), field, errors);
    }
  }

  private static GoFormat.Verbatim shown(JsonNode amounts) {
    return new GoFormat.Verbatim(
        amounts.isEmpty()
            ? "core.ResourceList(nil)"
            : new TreeSet<>(amounts.propertyNames())
                .stream()
                    .map(
                        name ->
                            GoFormat.quote(name)
                                + ":"
                                + Quantities.shown(Quantity.of(amounts.path(name))))
                    .collect(Collectors.joining(", ", "core.ResourceList{", "}")));
  }

  private static void reclaimPolicy(
      ObjectNode spec, boolean inline, String path, FieldErrors errors) {
    String policy = text(spec, "persistentVolumeReclaimPolicy");
    if (policy.isEmpty()) {
      return;
    }
    if (inline && !policy.equals("Retain")) {
      errors.forbidden(path, "may only be Retain in the context of inline volumes");
    } else if (!inline && !RECLAIM_POLICIES.contains(policy)) {
      errors.notSupported(path, policy, RECLAIM_POLICIES);
    }
  }

  private static void nodeAffinity(
      ObjectNode spec, boolean inline, String path, FieldErrors errors) {
    ObjectNode affinity = object(spec, "nodeAffinity");
    if (affinity == null) {
      return;
    }
    ObjectNode required = object(affinity, "required");
    if (inline) {
      errors.forbidden(path, INLINE);
    } else if (required == null) {
      errors.required(path + ".required", "must specify required node constraints");
    } else {
      AffinityRules.nodeSelector(required, path + ".required", errors);
    }
  }

  /** Where a volume's data is stays as it is. */
  static void validateUpdate(ObjectNode volume, ObjectNode old, FieldErrors errors) {
    validate(volume, errors);
    ObjectNode spec = child(volume, "spec");
    ObjectNode before = child(old, "spec");
    if (!PersistentVolumeSources.unchanged(spec, before)) {
      errors.forbidden(
          "spec.persistentvolumesource",
          "spec.persistentvolumesource is immutable after creation\n"
              + SpecDifference.describe(before, spec));
    }
    if (!same(spec, before, "volumeMode")) {
      errors.immutable("volumeMode", has(spec, "volumeMode") ? text(spec, "volumeMode") : "null");
    }
    if (has(before, "nodeAffinity") && !same(spec, before, "nodeAffinity")) {
      errors.immutable(
          "nodeAffinity",
          has(spec, "nodeAffinity")
              ? new GoFormat.Verbatim("core.VolumeNodeAffinity" + spec.path("nodeAffinity"))
              : "null");
    }
  }
}
