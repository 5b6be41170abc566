package dev.setpoint.api.rbac;

import dev.setpoint.api.auth.PolicyRule;
import dev.setpoint.api.registry.Trees;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The roles and bindings that are there from the start, read from policy.txt. */
final class DefaultPolicy {

  private static final String CONTROLLER = "system:controller:";
  private static final List<String> READ = List.of("get", "list", "watch");
  private static final List<String> WRITE =
      List.of("create", "delete", "deletecollection", "patch", "update");

  /** All that the controllers of this service may do together, since they share an identity. */
  private static final String OUR_CONTROLLERS = "setpoint:controllers";

  /** An object of the default policy. */
  record Item(RbacKind kind, ObjectNode tree) {
    ObjectKey key() {
      return new ObjectKey(
          Trees.text(tree, "metadata", "namespace"), Trees.text(tree, "metadata", "name"));
    }
  }

  private final List<Item> items = new ArrayList<>();
  private final Set<PolicyRule> ofControllers = new LinkedHashSet<>();
  private @Nullable ObjectNode role;
  private boolean controller;

  private DefaultPolicy() {}

  static List<Item> read() {
    DefaultPolicy policy = new DefaultPolicy();
    try (var in = Objects.requireNonNull(DefaultPolicy.class.getResourceAsStream("policy.txt"));
        var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      lines.lines().forEach(policy::line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    policy.ourControllers();
    return List.copyOf(policy.items);
  }

  private void ourControllers() {
    ObjectNode all = start(RbacKind.CLUSTER_ROLE, "", OUR_CONTROLLERS);
    all.set("rules", PolicyRules.json(List.copyOf(ofControllers)));
    binding("", OUR_CONTROLLERS, OUR_CONTROLLERS, List.of("user:system:kube-controller-manager"));
  }

  private void line(String line) {
    if (line.isBlank() || line.startsWith("#")) {
      return;
    }
    if (line.startsWith("  ")) {
      detail(Objects.requireNonNull(role), line.strip());
      return;
    }
    String[] words = line.split(" +", 2);
    switch (words[0]) {
      case "clusterrole" -> begin(RbacKind.CLUSTER_ROLE, "", words[1], false);
      case "controller" -> {
        String name = CONTROLLER + words[1];
        begin(RbacKind.CLUSTER_ROLE, "", name, true);
        binding("", name, name, List.of("account:kube-system/" + words[1]));
      }
      case "role" -> {
        int slash = words[1].indexOf('/');
        begin(RbacKind.ROLE, words[1].substring(0, slash), words[1].substring(slash + 1), false);
      }
      case "binding" -> binding(words[1]);
      default -> throw new IllegalStateException("policy.txt: " + line);
    }
  }

  private void begin(RbacKind kind, String namespace, String name, boolean ofController) {
    controller = ofController;
    role = start(kind, namespace, name);
  }

  private ObjectNode start(RbacKind kind, String namespace, String name) {
    ObjectNode tree = KubeJson.TREES.createObjectNode();
    tree.put("apiVersion", kind.type().apiVersion()).put("kind", kind.type().kind());
    ObjectNode metadata = tree.putObject("metadata").put("name", name);
    if (!namespace.isEmpty()) {
      metadata.put("namespace", namespace);
    }
    metadata.putObject("labels").put("kubernetes.io/bootstrapping", "rbac-defaults");
    metadata.putObject("annotations").put(PolicyReconciler.AUTO_UPDATE, "true");
    items.add(new Item(kind, tree));
    return tree;
  }

  private void detail(ObjectNode current, String line) {
    int space = line.indexOf(' ');
    String first = line.substring(0, space);
    String rest = line.substring(space + 1);
    switch (first) {
      case "label" -> Trees.child(Trees.child(current, "metadata"), "labels").put(rest, "true");
      case "aggregates" ->
          Trees.list(Trees.child(current, "aggregationRule"), "clusterRoleSelectors")
              .addObject()
              .putObject("matchLabels")
              .put(rest, "true");
      default -> {
        PolicyRule rule = rule(first, rest);
        Trees.list(current, "rules").addAll(PolicyRules.json(List.of(rule)));
        if (controller) {
          ofControllers.add(rule);
        }
      }
    }
  }

  private static PolicyRule rule(String verbs, String rest) {
    int colon = rest.indexOf(": ");
    String groups = rest.substring(0, colon);
    String[] sides = rest.substring(colon + 2).split(" = ", 2);
    List<String> things = sorted(sides[0].split(" +"));
    return groups.equals("urls")
        ? new PolicyRule(verbs(verbs), List.of(), List.of(), List.of(), things)
        : new PolicyRule(
            verbs(verbs),
            sorted(groups.replace("core", "").split(",", -1)),
            things,
            sides.length == 1 ? List.of() : sorted(sides[1].split(" +")),
            List.of());
  }

  private static List<String> verbs(String text) {
    List<String> verbs = new ArrayList<>();
    for (String word : text.split(",")) {
      switch (word) {
        case "read" -> verbs.addAll(READ);
        case "write" -> verbs.addAll(WRITE);
        case "all" -> {
          verbs.addAll(READ);
          verbs.addAll(WRITE);
        }
        default -> verbs.add(word);
      }
    }
    return verbs.stream().sorted().toList();
  }

  private static List<String> sorted(String[] words) {
    return Arrays.stream(words).sorted().toList();
  }

  /** {@code [NAMESPACE/]NAME [of ROLE]: SUBJECT…}; the role's name is the binding's by default. */
  private void binding(String text) {
    int colon = (text + " ").indexOf(": ");
    String[] names = text.substring(0, colon).split(" of ", 2);
    int slash = names[0].indexOf('/');
    String name = names[0].substring(slash + 1);
    String subjects = text.substring(Math.min(text.length(), colon + 1)).strip();
    binding(
        slash < 0 ? "" : names[0].substring(0, slash),
        name,
        names.length == 1 ? name : names[1],
        subjects.isEmpty() ? List.of() : List.of(subjects.split(" +")));
  }

  private void binding(String namespace, String name, String roleName, List<String> subjects) {
    boolean inNamespace = !namespace.isEmpty();
    ObjectNode tree =
        start(inNamespace ? RbacKind.ROLE_BINDING : RbacKind.CLUSTER_ROLE_BINDING, namespace, name);
    tree.putObject("roleRef")
        .put("apiGroup", RbacKind.GROUP)
        .put("kind", inNamespace ? "Role" : "ClusterRole")
        .put("name", roleName);
    for (String subject : subjects) {
      int colon = subject.indexOf(':');
      String who = subject.substring(colon + 1);
      ObjectNode out = Trees.list(tree, "subjects").addObject();
      switch (subject.substring(0, colon)) {
        case "user" -> out.put("kind", "User").put("apiGroup", RbacKind.GROUP).put("name", who);
        case "group" -> out.put("kind", "Group").put("apiGroup", RbacKind.GROUP).put("name", who);
        case "account" -> {
          String[] parts = who.split("/", 2);
          out.put("kind", "ServiceAccount").put("name", parts[1]).put("namespace", parts[0]);
        }
        default -> throw new IllegalStateException("policy.txt: " + subject);
      }
    }
  }
}
