package dev.setpoint.api.audit;

import dev.setpoint.api.auth.RequestIdentity;
import dev.setpoint.api.pipeline.YamlTree;
import dev.setpoint.api.registry.Trees;
import dev.setpoint.api.rest.RequestInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Which requests are logged, and how much of them: the first rule that fits decides. */
final class AuditPolicy {

  static final AuditPolicy METADATA =
      new AuditPolicy(
          List.of(
              new Rule(
                  AuditLevel.METADATA,
                  List.of(),
                  List.of(),
                  List.of(),
                  List.of(),
                  List.of(),
                  List.of(),
                  Set.of())));

  private final List<Rule> rules;

  /** What a request is logged as. */
  record Decision(AuditLevel level, Set<String> omittedStages) {
    static final Decision NONE = new Decision(AuditLevel.NONE, Set.of());
  }

  private record Resource(String group, List<String> resources, List<String> names) {}

  private record Rule(
      AuditLevel level,
      List<String> users,
      List<String> groups,
      List<String> verbs,
      List<Resource> resources,
      List<String> namespaces,
      List<String> urls,
      Set<String> omittedStages) {

    boolean fits(@Nullable RequestIdentity who, RequestInfo what) {
      if (!users.isEmpty() && (who == null || !users.contains(who.user()))) {
        return false;
      }
      if (!groups.isEmpty() && (who == null || groups.stream().noneMatch(who::in))) {
        return false;
      }
      if (!verbs.isEmpty() && !verbs.contains(what.verb())) {
        return false;
      }
      if (!namespaces.isEmpty() || !resources.isEmpty()) {
        return what.resource()
            && (namespaces.isEmpty() || namespaces.contains(what.namespace()))
            && (resources.isEmpty() || resources.stream().anyMatch(r -> fits(r, what)));
      }
      return urls.isEmpty()
          || (!what.resource() && urls.stream().anyMatch(url -> fits(url, what.path())));
    }

    private static boolean fits(Resource resource, RequestInfo what) {
      if (!resource.group().equals(what.group())) {
        return false;
      }
      if (resource.resources().isEmpty()) {
        return true;
      }
      if (!resource.names().isEmpty() && !resource.names().contains(what.name())) {
        return false;
      }
      String whole =
          what.subresource().isEmpty() ? what.plural() : what.plural() + "/" + what.subresource();
      for (String each : resource.resources()) {
        if (each.equals("*")
            || each.equals(whole)
            || (!what.subresource().isEmpty() && each.equals("*/" + what.subresource()))
            || each.equals(what.plural() + "/*")) {
          return true;
        }
      }
      return false;
    }

    private static boolean fits(String url, String path) {
      return url.equals("*")
          || url.equals(path)
          || (url.endsWith("*") && path.startsWith(url.substring(0, url.length() - 1)));
    }
  }

  private AuditPolicy(List<Rule> rules) {
    this.rules = rules;
  }

  static AuditPolicy read(Path file) {
    try {
      return of(YamlTree.read(Files.readAllBytes(file)).root());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the audit policy " + file, e);
    }
  }

  static AuditPolicy of(JsonNode policy) {
    if (!Trees.text(policy, "kind").equals("Policy")
        || !Trees.text(policy, "apiVersion").equals("audit.k8s.io/v1")) {
      throw new IllegalArgumentException("an audit policy is a Policy of audit.k8s.io/v1");
    }
    List<Rule> rules = new ArrayList<>();
    for (JsonNode rule : policy.path("rules")) {
      Set<String> omitted = new HashSet<>(Trees.texts(policy, "omitStages"));
      omitted.addAll(Trees.texts(rule, "omitStages"));
      List<Resource> resources = new ArrayList<>();
      for (JsonNode resource : rule.path("resources")) {
        resources.add(
            new Resource(
                Trees.text(resource, "group"),
                Trees.texts(resource, "resources"),
                Trees.texts(resource, "resourceNames")));
      }
      rules.add(
          new Rule(
              AuditLevel.of(Trees.text(rule, "level")),
              Trees.texts(rule, "users"),
              Trees.texts(rule, "userGroups"),
              Trees.texts(rule, "verbs"),
              resources,
              Trees.texts(rule, "namespaces"),
              Trees.texts(rule, "nonResourceURLs"),
              Set.copyOf(omitted)));
    }
    if (rules.isEmpty()) {
      throw new IllegalArgumentException("an audit policy has at least one rule");
    }
    return new AuditPolicy(List.copyOf(rules));
  }

  Decision decide(@Nullable RequestIdentity who, RequestInfo what) {
    for (Rule rule : rules) {
      if (rule.fits(who, what)) {
        return new Decision(rule.level(), rule.omittedStages());
      }
    }
    return Decision.NONE;
  }

  /** Whether any rule asks for bodies. */
  boolean wantsBodies() {
    return rules.stream().anyMatch(rule -> rule.level().atLeast(AuditLevel.REQUEST));
  }
}
