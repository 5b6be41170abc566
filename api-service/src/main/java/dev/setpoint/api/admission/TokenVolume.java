package dev.setpoint.api.admission;

import static dev.setpoint.api.registry.Trees.list;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.pipeline.NameGenerator;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The volume through which a Pod reaches the API: a token, who to trust, and its namespace. */
final class TokenVolume {

  private static final String PREFIX = "kube-api-access-";
  private static final String PATH = "/var/run/secrets/kubernetes.io/serviceaccount";
  private static final int FILE_MODE = 0644;

  /** A bit over an hour, by which such tokens are told from those that users ask for. */
  private static final int SECONDS = 3607;

  private final NameGenerator names;

  TokenVolume(NameGenerator names) {
    this.names = names;
  }

  /** Where a container has a mount of its own there, it keeps that. */
  void mount(ObjectNode spec) {
    String there =
        objects(spec, "volumes").stream()
            .map(volume -> text(volume, "name"))
            .filter(name -> name.startsWith(PREFIX))
            .findFirst()
            .orElse("");
    String name = there.isEmpty() ? names.generate(PREFIX) : there;
    boolean needed = false;
    for (String containers : List.of("initContainers", "containers")) {
      for (ObjectNode container : objects(spec, containers)) {
        boolean taken =
            objects(container, "volumeMounts").stream()
                .anyMatch(mount -> text(mount, "mountPath").equals(PATH));
        if (!taken) {
          needed = true;
          list(container, "volumeMounts")
              .addObject()
              .put("name", name)
              .put("readOnly", true)
              .put("mountPath", PATH);
        }
      }
    }
    if (needed && there.isEmpty()) {
      add(list(spec, "volumes"), name);
    }
  }

  private static void add(ArrayNode volumes, String name) {
    ObjectNode projected = volumes.addObject().put("name", name).putObject("projected");
    ArrayNode sources = projected.putArray("sources");
    projected.put("defaultMode", FILE_MODE);
    sources
        .addObject()
        .putObject("serviceAccountToken")
        .put("expirationSeconds", SECONDS)
        .put("path", "token");
    ObjectNode trusted = sources.addObject().putObject("configMap");
    trusted.put("name", "kube-root-ca.crt");
    trusted.putArray("items").addObject().put("key", "ca.crt").put("path", "ca.crt");
    sources
        .addObject()
        .putObject("downwardAPI")
        .putArray("items")
        .addObject()
        .put("path", "namespace")
        .putObject("fieldRef")
        .put("apiVersion", "v1")
        .put("fieldPath", "metadata.namespace");
  }
}
