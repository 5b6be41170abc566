package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.Names;
import dev.setpoint.common.resource.Quantity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** Validation of a Pod's volumes. */
final class VolumeRules {

  /** In the order in which Kubernetes looks for them: the second one found is one too many. */
  private static final List<String> SOURCES =
      List.of(
          "emptyDir",
          "hostPath",
          "gitRepo",
          "gcePersistentDisk",
          "awsElasticBlockStore",
          "secret",
          "nfs",
          "iscsi",
          "glusterfs",
          "persistentVolumeClaim",
          "rbd",
          "cinder",
          "cephfs",
          "flocker",
          "downwardAPI",
          "fc",
          "flexVolume",
          "configMap",
          "azureFile",
          "vsphereVolume",
          "photonPersistentDisk",
          "portworxVolume",
          "azureDisk",
          "storageos",
          "scaleIO",
          "projected",
          "csi",
          "ephemeral",
          "image");

  private static final List<String> HOST_PATH_TYPES =
      List.of(
          "",
          "BlockDevice",
          "CharDevice",
          "Directory",
          "DirectoryOrCreate",
          "File",
          "FileOrCreate",
          "Socket");

  /** Fields that a source cannot do without, in the order Kubernetes misses them. */
  private static final Map<String, List<String>> REQUIRED =
      Map.ofEntries(
          Map.entry("gcePersistentDisk", List.of("pdName")),
          Map.entry("awsElasticBlockStore", List.of("volumeID")),
          Map.entry("glusterfs", List.of("endpoints", "path")),
          Map.entry("persistentVolumeClaim", List.of("claimName")),
          Map.entry("secret", List.of("secretName")),
          Map.entry("configMap", List.of("name")),
          Map.entry("gitRepo", List.of("repository")),
          Map.entry("nfs", List.of("server", "path")),
          Map.entry("iscsi", List.of("targetPortal", "iqn")),
          Map.entry("rbd", List.of("image")),
          Map.entry("cinder", List.of("volumeID")),
          Map.entry("flexVolume", List.of("driver")),
          Map.entry("azureFile", List.of("secretName", "shareName")),
          Map.entry("vsphereVolume", List.of("volumePath")),
          Map.entry("photonPersistentDisk", List.of("pdID")),
          Map.entry("portworxVolume", List.of("volumeID")),
          Map.entry("azureDisk", List.of("diskName", "diskURI")),
          Map.entry("storageos", List.of("volumeName")),
          Map.entry("quobyte", List.of("volume")),
          Map.entry("scaleIO", List.of("gateway", "system", "volumeName")),
          Map.entry("csi", List.of("driver")));

  private VolumeRules() {}

  /** The sound volumes by name: containers may only mount those. */
  static Map<String, ObjectNode> validate(ObjectNode spec, String path, FieldErrors errors) {
    Map<String, ObjectNode> sound = new LinkedHashMap<>();
    List<ObjectNode> volumes = objects(spec, "volumes");
    for (int i = 0; i < volumes.size(); i++) {
      ObjectNode volume = volumes.get(i);
      String at = path + "[" + i + "]";
      String name = text(volume, "name");
      FieldErrors own = new FieldErrors();
      source(volume, at, own);
      if (name.isEmpty()) {
        own.required(at + ".name", "");
      } else {
        own.invalid(at + ".name", name, Names.label(name));
      }
      if (sound.containsKey(name)) {
        own.duplicate(at + ".name", name);
      }
      if (own.isEmpty()) {
        sound.put(name, volume);
      }
      errors.addAll(own);
    }
    return sound;
  }

  private static void source(ObjectNode volume, String path, FieldErrors errors) {
    int sources = 0;
    for (String kind : SOURCES) {
      ObjectNode source = object(volume, kind);
      if (source == null) {
        continue;
      }
      if (sources++ > 0) {
        errors.forbidden(path + "." + kind, "may not specify more than 1 volume type");
      } else {
        fields(kind, source, path + "." + kind, errors);
      }
    }
    if (sources == 0) {
      errors.required(path, "must specify a volume type");
    }
  }

  static void fields(String kind, ObjectNode source, String path, FieldErrors errors) {
    for (String field : REQUIRED.getOrDefault(kind, List.of())) {
      if (text(source, field).isEmpty()) {
        errors.required(path + "." + field, "");
      }
    }
    switch (kind) {
      case "emptyDir" -> {
        if (Quantity.of(source.path("sizeLimit")).value().signum() < 0) {
          errors.forbidden(
              path + ".sizeLimit", "SizeLimit field must be a valid resource quantity");
        }
      }
      case "hostPath" -> hostPath(source, path, errors);
      case "gitRepo" ->
          PathRules.descending(text(source, "directory"), path + ".directory", errors);
      case "nfs" -> {
        String exported = text(source, "path");
        if (!exported.isEmpty() && !exported.startsWith("/")) {
          errors.invalid(path + ".path", exported, "must be an absolute path");
        }
      }
      case "secret", "configMap" -> files(source, path, errors);
      case "downwardAPI" -> {
        mode(source, path, errors);
        for (ObjectNode item : objects(source, "items")) {
          // Kubernetes leaves the item out of the path here.
          ProjectedRules.downwardFile(item, path, errors);
        }
      }
      case "projected" -> ProjectedRules.validate(source, path, errors);
      case "azureDisk" -> azureDisk(source, path, errors);
      case "cephfs" -> {
        if (source.path("monitors").isEmpty()) {
          errors.required(path + ".monitors", "");
        }
      }
      case "rbd" -> {
        if (source.path("monitors").isEmpty()) {
          errors.required(path + ".monitors", "");
        }
      }
      case "ephemeral" -> {
        if (!has(source, "volumeClaimTemplate")) {
          errors.required(path + ".volumeClaimTemplate", "");
        } else {
          ClaimTemplateRules.validate(
              source.path("volumeClaimTemplate"), path + ".volumeClaimTemplate", errors);
        }
      }
      default -> NetworkVolumeRules.validate(kind, source, path, errors);
    }
  }

  private static void hostPath(ObjectNode source, String path, FieldErrors errors) {
    String host = text(source, "path");
    if (host.isEmpty()) {
      errors.required(path + ".path", "");
      return;
    }
    PathRules.noBacksteps(host, path + ".path", errors);
    if (!HOST_PATH_TYPES.contains(text(source, "type"))) {
      errors.notSupported(path + ".type", text(source, "type"), HOST_PATH_TYPES);
    }
  }

  private static void azureDisk(ObjectNode source, String path, FieldErrors errors) {
    String uri = text(source, "diskURI");
    boolean managed = text(source, "kind").equals("Managed");
    if (!uri.isEmpty() && !managed && !uri.contains(".blob.")) {
      errors.notSupported(
          path + ".diskURI",
          uri,
          List.of("https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd"));
    }
    if (!uri.isEmpty() && managed && !uri.startsWith("/subscriptions")) {
      errors.notSupported(
          path + ".diskURI",
          uri,
          List.of(
              "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}"));
    }
  }

  static void mode(ObjectNode source, String path, FieldErrors errors) {
    if (has(source, "defaultMode")) {
      PathRules.mode(number(source, "defaultMode"), path + ".defaultMode", errors);
    }
  }

  private static void files(ObjectNode source, String path, FieldErrors errors) {
    mode(source, path, errors);
    List<ObjectNode> items = objects(source, "items");
    for (int i = 0; i < items.size(); i++) {
      file(items.get(i), path + ".items[" + i + "]", errors);
    }
  }

  /** A key of a ConfigMap or Secret that becomes a file. */
  static void file(ObjectNode item, String path, FieldErrors errors) {
    if (text(item, "key").isEmpty()) {
      errors.required(path + ".key", "");
    }
    String target = text(item, "path");
    if (target.isEmpty()) {
      errors.required(path + ".path", "");
    } else {
      PathRules.fileInVolume(target, path + ".path", errors);
    }
    if (has(item, "mode")) {
      PathRules.mode(number(item, "mode"), path + ".mode", errors);
    }
  }
}
