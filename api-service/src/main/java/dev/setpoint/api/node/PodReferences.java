package dev.setpoint.api.node;

import dev.setpoint.api.registry.Trees;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What a Pod's node must read to run it (pkg/api/v1/pod VisitPodSecretNames and its like). */
final class PodReferences {

  private static final List<String> CONTAINERS =
      List.of("initContainers", "containers", "ephemeralContainers");

  private final Set<Reference> found = new HashSet<>();

  /** The kinds of objects that Pods refer to, in the Pod's namespace. */
  enum Kind {
    SECRET,
    CONFIG_MAP,
    CLAIM,
    SERVICE_ACCOUNT
  }

  record Reference(Kind kind, String name) {}

  private PodReferences() {}

  /** Nothing for mirror Pods, which a node makes itself. */
  static Set<Reference> of(JsonNode pod) {
    if (Trees.has(pod, "metadata", "annotations", "kubernetes.io/config.mirror")) {
      return Set.of();
    }
    PodReferences references = new PodReferences();
    JsonNode spec = pod.path("spec");
    references.add(Kind.SERVICE_ACCOUNT, spec.path("serviceAccountName"));
    for (JsonNode secret : spec.path("imagePullSecrets")) {
      references.add(Kind.SECRET, secret.path("name"));
    }
    for (String list : CONTAINERS) {
      spec.path(list).forEach(references::container);
    }
    String name = Trees.text(pod, "metadata", "name");
    spec.path("volumes").forEach(volume -> references.volume(volume, name));
    return Set.copyOf(references.found);
  }

  private void container(JsonNode container) {
    for (JsonNode from : container.path("envFrom")) {
      add(Kind.SECRET, Trees.at(from, "secretRef", "name"));
      add(Kind.CONFIG_MAP, Trees.at(from, "configMapRef", "name"));
    }
    for (JsonNode variable : container.path("env")) {
      add(Kind.SECRET, Trees.at(variable, "valueFrom", "secretKeyRef", "name"));
      add(Kind.CONFIG_MAP, Trees.at(variable, "valueFrom", "configMapKeyRef", "name"));
    }
  }

  private void volume(JsonNode volume, String pod) {
    add(Kind.SECRET, Trees.at(volume, "secret", "secretName"));
    add(Kind.CONFIG_MAP, Trees.at(volume, "configMap", "name"));
    add(Kind.CLAIM, Trees.at(volume, "persistentVolumeClaim", "claimName"));
    if (volume.path("ephemeral").isObject()) {
      found.add(new Reference(Kind.CLAIM, pod + "-" + Trees.text(volume, "name")));
    }
    for (JsonNode source : Trees.at(volume, "projected", "sources")) {
      add(Kind.SECRET, Trees.at(source, "secret", "name"));
      add(Kind.CONFIG_MAP, Trees.at(source, "configMap", "name"));
    }
    add(Kind.SECRET, Trees.at(volume, "csi", "nodePublishSecretRef", "name"));
    for (String driver : List.of("cephfs", "flexVolume", "rbd", "scaleIO", "storageos", "iscsi")) {
      add(Kind.SECRET, Trees.at(volume, driver, "secretRef", "name"));
    }
    add(Kind.SECRET, Trees.at(volume, "azureFile", "secretName"));
  }

  private void add(Kind kind, JsonNode name) {
    String text = name.stringValue("");
    if (!text.isEmpty()) {
      found.add(new Reference(kind, text));
    }
  }
}
