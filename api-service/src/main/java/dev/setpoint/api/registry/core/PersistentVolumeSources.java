package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.same;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.Names;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Where the data of a PersistentVolume is: exactly one of these. */
final class PersistentVolumeSources {

  /** In the order in which Kubernetes looks for them: the second one found is one too many. */
  private static final List<String> KINDS =
      List.of(
          "hostPath",
          "gcePersistentDisk",
          "awsElasticBlockStore",
          "glusterfs",
          "flocker",
          "nfs",
          "rbd",
          "quobyte",
          "cephfs",
          "iscsi",
          "cinder",
          "fc",
          "flexVolume",
          "azureFile",
          "vsphereVolume",
          "photonPersistentDisk",
          "portworxVolume",
          "azureDisk",
          "scaleIO",
          "local",
          "storageos",
          "csi");

  private static final List<String> CSI_SECRETS =
      List.of(
          "controllerPublishSecretRef",
          "controllerExpandSecretRef",
          "nodePublishSecretRef",
          "nodeExpandSecretRef");

  private PersistentVolumeSources() {}

  static void validate(ObjectNode spec, String path, FieldErrors errors) {
    int found = 0;
    for (String kind : KINDS) {
      ObjectNode source = object(spec, kind);
      if (source == null) {
        continue;
      }
      if (found++ > 0) {
        errors.forbidden(
            path + "." + (kind.equals("cephfs") ? "cephFS" : kind),
            "may not specify more than 1 volume type");
      } else {
        String name = kind.equals("gcePersistentDisk") ? "persistentDisk" : kind;
        source(kind, source, path + "." + name, errors);
        if (kind.equals("local") && !has(spec, "nodeAffinity")) {
          errors.required(path + ".nodeAffinity", "Local volume requires node affinity");
        }
      }
    }
    if (found == 0) {
      errors.required(path, "must specify a volume type");
    }
  }

  private static void source(String kind, ObjectNode source, String path, FieldErrors errors) {
    switch (kind) {
      case "local" -> {
        String directory = text(source, "path");
        if (directory.isEmpty()) {
          errors.required(path + ".path", "");
        } else {
          PathRules.noBacksteps(directory, path + ".path", errors);
        }
      }
      case "csi" -> csi(source, path, errors);
      default -> {
        VolumeRules.fields(kind, source, path, errors);
        if (kind.equals("azureFile")
            && has(source, "secretNamespace")
            && text(source, "secretNamespace").isEmpty()) {
          errors.required(path + ".secretNamespace", "");
        }
        if (kind.equals("glusterfs") && has(source, "endpointsNamespace")) {
          String namespace = text(source, "endpointsNamespace");
          errors.invalid(path + ".endpointsNamespace", namespace, Names.label(namespace));
        }
      }
    }
  }

  private static void csi(ObjectNode source, String path, FieldErrors errors) {
    CsiNames.driver(text(source, "driver"), path + ".driver", errors);
    if (text(source, "volumeHandle").isEmpty()) {
      errors.required(path + ".volumeHandle", "");
    }
    for (String field : CSI_SECRETS) {
      ObjectNode secret = object(source, field);
      if (secret != null) {
        secret(secret, path + "." + field, errors);
      }
    }
  }

  private static void secret(ObjectNode secret, String path, FieldErrors errors) {
    String name = text(secret, "name");
    if (name.isEmpty()) {
      errors.required(path + ".name", "");
    } else {
      errors.invalid(path + ".name", name, Names.subdomain(name));
    }
    String namespace = text(secret, "namespace");
    if (namespace.isEmpty()) {
      errors.required(path + ".namespace", "");
    } else {
      errors.invalid(path + ".namespace", namespace, Names.label(namespace));
    }
  }

  /** Whether both have their data in the same place; a secret to grow by may be added later. */
  static boolean unchanged(ObjectNode spec, ObjectNode old) {
    for (String kind : KINDS) {
      ObjectNode source = object(spec, kind);
      ObjectNode before = object(old, kind);
      String secret = "controllerExpandSecretRef";
      if (kind.equals("csi") && source != null && before != null && !has(before, secret)) {
        source = source.deepCopy();
        source.remove(secret);
      }
      // An empty source is another one than none.
      if ((source == null) != (before == null)
          || (source != null && before != null && !same(source, before))) {
        return false;
      }
    }
    return true;
  }
}
