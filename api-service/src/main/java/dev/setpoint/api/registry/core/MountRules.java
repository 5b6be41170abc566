package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.flag;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** A container's mounts and block devices, held against the Pod's volumes. */
final class MountRules {

  private static final List<String> PROPAGATIONS =
      List.of("Bidirectional", "HostToContainer", "None");
  private static final List<String> RECURSIVE = List.of("Disabled", "Enabled", "IfPossible");

  private MountRules() {}

  /**
   * @param volumes the Pod's sound volumes by name
   */
  static void validate(
      ObjectNode container, Map<String, ObjectNode> volumes, String path, FieldErrors errors) {
    List<ObjectNode> mounts = objects(container, "volumeMounts");
    List<ObjectNode> devices = objects(container, "volumeDevices");
    mounts(mounts, devices, volumes, isPrivileged(container), path + ".volumeMounts", errors);
    devices(devices, mounts, volumes, path + ".volumeDevices", errors);
  }

  private static boolean isPrivileged(ObjectNode container) {
    return flag(container, "securityContext", "privileged");
  }

  private static Set<String> all(List<ObjectNode> list, String field) {
    return list.stream().map(o -> text(o, field)).collect(Collectors.toSet());
  }

  private static void mounts(
      List<ObjectNode> mounts,
      List<ObjectNode> devices,
      Map<String, ObjectNode> volumes,
      boolean privileged,
      String path,
      FieldErrors errors) {
    Set<String> points = new HashSet<>();
    for (int i = 0; i < mounts.size(); i++) {
      ObjectNode mount = mounts.get(i);
      String at = path + "[" + i + "]";
      String name = text(mount, "name");
      String point = text(mount, "mountPath");
      if (name.isEmpty()) {
        errors.required(at + ".name", "");
      }
      if (!volumes.containsKey(name)) {
        errors.notFound(at + ".name", name);
      }
      if (point.isEmpty()) {
        errors.required(at + ".mountPath", "");
      }
      if (!points.add(point)) {
        errors.invalid(at + ".mountPath", point, "must be unique");
      }
      if (all(devices, "name").contains(name)) {
        errors.invalid(at + ".name", name, "must not already exist in volumeDevices");
      }
      if (all(devices, "devicePath").contains(point)) {
        errors.invalid(
            at + ".mountPath", point, "must not already exist as a path in volumeDevices");
      }
      // Kubernetes names the list here, not its element.
      subPath(mount, at, path, errors);
      propagation(mount, privileged, path, errors);
      recursiveReadOnly(mount, at + ".recursiveReadOnly", errors);
    }
  }

  private static void subPath(ObjectNode mount, String at, String list, FieldErrors errors) {
    String subPath = text(mount, "subPath");
    String expression = text(mount, "subPathExpr");
    if (!subPath.isEmpty()) {
      PathRules.descending(subPath, list + ".subPath", errors);
    }
    if (!expression.isEmpty()) {
      if (!subPath.isEmpty()) {
        errors.invalid(
            at + ".subPathExpr", expression, "subPathExpr and subPath are mutually exclusive");
      }
      PathRules.descending(expression, list + ".subPathExpr", errors);
    }
  }

  private static void propagation(
      ObjectNode mount, boolean privileged, String list, FieldErrors errors) {
    if (!has(mount, "mountPropagation")) {
      return;
    }
    String propagation = text(mount, "mountPropagation");
    if (!PROPAGATIONS.contains(propagation)) {
      errors.notSupported(list + ".mountPropagation", propagation, PROPAGATIONS);
    } else if (propagation.equals("Bidirectional") && !privileged) {
      errors.forbidden(
          list + ".mountPropagation",
          "Bidirectional mount propagation is available only to privileged containers");
    }
  }

  private static void recursiveReadOnly(ObjectNode mount, String path, FieldErrors errors) {
    if (!has(mount, "recursiveReadOnly")) {
      return;
    }
    String value = text(mount, "recursiveReadOnly");
    if (!RECURSIVE.contains(value)) {
      errors.notSupported(path, value, RECURSIVE);
    } else if (!value.equals("Disabled")) {
      if (!flag(mount, "readOnly")) {
        errors.forbidden(path, "may only be specified when readOnly is true");
      }
      if (has(mount, "mountPropagation") && !text(mount, "mountPropagation").equals("None")) {
        errors.forbidden(
            path, "may only be specified when mountPropagation is None or not specified");
      }
    }
  }

  private static void devices(
      List<ObjectNode> devices,
      List<ObjectNode> mounts,
      Map<String, ObjectNode> volumes,
      String path,
      FieldErrors errors) {
    Set<String> names = new HashSet<>();
    Set<String> paths = new HashSet<>();
    for (int i = 0; i < devices.size(); i++) {
      String at = path + "[" + i + "]";
      String name = text(devices.get(i), "name");
      String devicePath = text(devices.get(i), "devicePath");
      if (name.isEmpty()) {
        errors.required(at + ".name", "");
      }
      if (!names.add(name)) {
        errors.invalid(at + ".name", name, "must be unique");
      }
      ObjectNode volume = volumes.get(name);
      if (volume == null) {
        errors.notFound(at + ".name", name);
      } else if (!volume.has("persistentVolumeClaim") && !volume.has("ephemeral")) {
        errors.invalid(
            at + ".name",
            name,
            "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode");
      }
      if (devicePath.isEmpty()) {
        errors.required(at + ".devicePath", "");
      } else {
        PathRules.noBacksteps(devicePath, at + ".devicePath", errors);
      }
      if (!paths.add(devicePath)) {
        errors.invalid(at + ".devicePath", devicePath, "must be unique");
      }
      if (all(mounts, "name").contains(name)) {
        errors.invalid(at + ".name", name, "must not already exist in volumeMounts");
      }
      if (all(mounts, "mountPath").contains(devicePath)) {
        errors.invalid(
            at + ".devicePath", devicePath, "must not already exist as a path in volumeMounts");
      }
    }
  }
}
