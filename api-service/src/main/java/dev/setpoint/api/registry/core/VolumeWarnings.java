package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.NodeLabels;
import dev.setpoint.common.resource.StorageClassNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** What Kubernetes accepts of volumes but warns of (k8s.io/kubernetes/pkg/api/persistentvolume). */
final class VolumeWarnings {

  private static final String MOUNT_OPTIONS = "volume.beta.kubernetes.io/mount-options";
  private static final Map<String, String> SOURCES = new LinkedHashMap<>();

  static {
    SOURCES.put("cephfs", "deprecated in v1.28, non-functional in v1.31+");
    SOURCES.put("photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+");
    SOURCES.put("scaleIO", "deprecated in v1.16, non-functional in v1.22+");
    SOURCES.put("storageos", "deprecated in v1.22, non-functional in v1.25+");
    SOURCES.put("glusterfs", "deprecated in v1.25, non-functional in v1.26+");
    SOURCES.put("rbd", "deprecated in v1.28, non-functional in v1.31+");
    SOURCES.put("flocker", "deprecated in v1.22, non-functional in v1.25+");
    SOURCES.put("quobyte", "deprecated in v1.22, non-functional in v1.25+");
  }

  private VolumeWarnings() {}

  static void classAnnotation(ObjectNode object, String metadata, List<String> warnings) {
    annotation(
        object, metadata, StorageClassNames.ANNOTATION, "v1.8", "storageClassName", warnings);
  }

  private static void annotation(
      ObjectNode object,
      String metadata,
      String name,
      String since,
      String instead,
      List<String> warnings) {
    if (has(object, "metadata", "annotations", name)) {
      warnings.add(
          metadata
              + ".annotations["
              + name
              + "]: deprecated since "
              + since
              + "; use \""
              + instead
              + "\" attribute instead");
    }
  }

  static List<String> of(ObjectNode volume) {
    List<String> warnings = new ArrayList<>();
    classAnnotation(volume, "metadata", warnings);
    annotation(volume, "metadata", MOUNT_OPTIONS, "v1.31", "mountOptions", warnings);
    SOURCES.forEach(
        (source, text) -> {
          if (has(volume, "spec", source)) {
            warnings.add("spec." + source + ": " + text);
          }
        });
    if (text(volume, "spec", "persistentVolumeReclaimPolicy").equals("Recycle")) {
      warnings.add(
          "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead,"
              + " the recommended approach is to use dynamic provisioning.");
    }
    List<ObjectNode> terms =
        objects(volume, "spec", "nodeAffinity", "required", "nodeSelectorTerms");
    for (int i = 0; i < terms.size(); i++) {
      List<ObjectNode> expressions = objects(terms.get(i), "matchExpressions");
      for (int j = 0; j < expressions.size(); j++) {
        String key = text(expressions.get(j), "key");
        String text = NodeLabels.deprecation(key);
        if (text != null) {
          String at = "nodeSelectorTerms[" + i + "].matchExpressions[" + j + "].key: ";
          warnings.add("spec.nodeAffinity.required." + at + key + " is " + text);
        }
      }
    }
    return warnings;
  }
}
