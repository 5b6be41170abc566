package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.defaultFlag;
import static dev.setpoint.api.registry.Trees.defaultNumber;
import static dev.setpoint.api.registry.Trees.defaultText;
import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.objects;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Defaults of one volume of a Pod, by its source. */
final class VolumeDefaults {

  /** Octal 0644. */
  private static final int FILE_MODE = 0644;

  private VolumeDefaults() {}

  static void apply(ObjectNode volume) {
    boolean hasSource = volume.propertyNames().stream().anyMatch(field -> !field.equals("name"));
    if (!hasSource) {
      volume.putObject("emptyDir");
    }
    for (String source : List.of("secret", "configMap", "downwardAPI", "projected")) {
      ObjectNode found = object(volume, source);
      if (found != null) {
        defaultNumber(found, "defaultMode", FILE_MODE);
        applyToDownwardApi(source.equals("downwardAPI") ? found : null);
      }
    }
    for (ObjectNode source : objects(volume, "projected", "sources")) {
      applyToDownwardApi(object(source, "downwardAPI"));
      ObjectNode token = object(source, "serviceAccountToken");
      if (token != null) {
        defaultNumber(token, "expirationSeconds", 3600);
      }
    }
    applyToSource(volume);
    ObjectNode template = object(volume, "ephemeral", "volumeClaimTemplate");
    if (template != null) {
      defaultText(child(template, "spec"), "volumeMode", "Filesystem");
    }
  }

  private static void applyToDownwardApi(@Nullable ObjectNode source) {
    if (source != null) {
      for (ObjectNode item : objects(source, "items")) {
        ContainerDefaults.applyToFieldRef(object(item, "fieldRef"));
      }
    }
  }

  /** Sources that PersistentVolumes have too. */
  static void applyToSource(ObjectNode volume) {
    ObjectNode hostPath = object(volume, "hostPath");
    if (hostPath != null && !hostPath.hasNonNull("type")) {
      hostPath.put("type", "");
    }
    ObjectNode iscsi = object(volume, "iscsi");
    if (iscsi != null) {
      defaultText(iscsi, "iscsiInterface", "default");
    }
    ObjectNode rbd = object(volume, "rbd");
    if (rbd != null) {
      defaultText(rbd, "pool", "rbd");
      defaultText(rbd, "user", "admin");
      defaultText(rbd, "keyring", "/etc/ceph/keyring");
    }
    ObjectNode azureDisk = object(volume, "azureDisk");
    if (azureDisk != null) {
      defaultText(azureDisk, "cachingMode", "ReadWrite");
      defaultText(azureDisk, "kind", "Shared");
      defaultText(azureDisk, "fsType", "ext4");
      defaultFlag(azureDisk, "readOnly", false);
    }
    ObjectNode scaleIo = object(volume, "scaleIO");
    if (scaleIo != null) {
      defaultText(scaleIo, "storageMode", "ThinProvisioned");
      defaultText(scaleIo, "fsType", "xfs");
    }
  }
}
