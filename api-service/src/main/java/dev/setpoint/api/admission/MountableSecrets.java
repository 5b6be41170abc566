package dev.setpoint.api.admission;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** Which secrets a Pod refers to that it should not. */
final class MountableSecrets {

  private MountableSecrets() {}

  /** A Pod that shows what a node runs of its own accord gets nothing from the API. */
  static List<String> ofMirror(ObjectNode pod) {
    List<String> problems = new ArrayList<>();
    if (!text(pod, "spec", "serviceAccountName").isEmpty()) {
      problems.add("a mirror pod may not reference service accounts");
    }
    boolean secrets =
        objects(pod, "spec", "volumes").stream().anyMatch(volume -> has(volume, "secret"));
    if (secrets) {
      problems.add("a mirror pod may not reference secrets");
    }
    boolean tokens =
        objects(pod, "spec", "volumes").stream()
            .flatMap(volume -> objects(volume, "projected", "sources").stream())
            .anyMatch(source -> has(source, "serviceAccountToken"));
    if (tokens) {
      problems.add("a mirror pod may not use ServiceAccountToken volume projections");
    }
    return problems;
  }

  /** For an account whose Pods may only use the secrets that it names. */
  static List<String> unreferenced(ObjectNode pod, ObjectNode account) {
    List<String> problems = new ArrayList<>();
    Set<String> allowed = names(account, "secrets");
    String name = text(account, "metadata", "name");
    String because =
        "\" is not allowed because service account " + name + " does not reference that secret";
    for (ObjectNode volume : objects(pod, "spec", "volumes")) {
      String secret = text(volume, "secret", "secretName");
      if (!secret.isEmpty() && !allowed.contains(secret)) {
        problems.add("volume with secret.secretName=\"" + secret + because);
      }
    }
    for (String list : List.of("initContainers", "containers")) {
      String kind = list.equals("containers") ? "container " : "init container ";
      for (ObjectNode container : objects(pod, "spec", list)) {
        for (ObjectNode variable : objects(container, "env")) {
          String secret = text(variable, "valueFrom", "secretKeyRef", "name");
          if (!secret.isEmpty() && !allowed.contains(secret)) {
            problems.add(
                kind
                    + text(container, "name")
                    + " with envVar "
                    + text(variable, "name")
                    + " referencing secret.secretName=\""
                    + secret
                    + because);
          }
        }
      }
    }
    Set<String> pulls = names(account, "imagePullSecrets");
    List<ObjectNode> used = objects(pod, "spec", "imagePullSecrets");
    for (int i = 0; i < used.size(); i++) {
      String secret = text(used.get(i), "name");
      if (!pulls.contains(secret)) {
        problems.add(
            "imagePullSecrets["
                + i
                + "].name=\""
                + secret
                + "\" is not allowed because service account "
                + name
                + " does not reference that imagePullSecret");
      }
    }
    return problems;
  }

  private static Set<String> names(ObjectNode account, String list) {
    return objects(account, list).stream()
        .map(secret -> text(secret, "name"))
        .collect(Collectors.toSet());
  }
}
