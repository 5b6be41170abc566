package dev.setpoint.api.discovery;

import dev.setpoint.api.discovery.ApiGroups.ApiGroup;
import dev.setpoint.api.discovery.ApiGroups.Version;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.Subresource;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ResourceType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Renders discovery documents from the list of kinds. */
final class DiscoveryDocuments {

  private DiscoveryDocuments() {}

  static ObjectNode coreVersions(List<ApiGroup> groups, String serverAddress) {
    ObjectNode out = KubeJson.TREES.createObjectNode().put("kind", "APIVersions");
    ArrayNode versions = out.putArray("versions");
    groups.stream()
        .filter(g -> g.name().isEmpty())
        .flatMap(g -> g.versions().stream())
        .forEach(v -> versions.add(v.name()));
    out.putArray("serverAddressByClientCIDRs")
        .addObject()
        .put("clientCIDR", "0.0.0.0/0")
        .put("serverAddress", serverAddress);
    return out;
  }

  static ObjectNode groupList(List<ApiGroup> groups) {
    ObjectNode out =
        KubeJson.TREES.createObjectNode().put("kind", "APIGroupList").put("apiVersion", "v1");
    ArrayNode list = out.putArray("groups");
    groups.stream().filter(g -> !g.name().isEmpty()).forEach(g -> fillGroup(list.addObject(), g));
    return out;
  }

  static ObjectNode group(ApiGroup group) {
    ObjectNode out =
        KubeJson.TREES.createObjectNode().put("kind", "APIGroup").put("apiVersion", "v1");
    fillGroup(out, group);
    return out;
  }

  private static void fillGroup(ObjectNode out, ApiGroup group) {
    out.put("name", group.name());
    ArrayNode versions = out.putArray("versions");
    group.versions().forEach(v -> fillVersion(versions.addObject(), v));
    fillVersion(out.putObject("preferredVersion"), group.preferred());
  }

  private static void fillVersion(ObjectNode out, Version version) {
    out.put("groupVersion", version.groupVersion()).put("version", version.name());
  }

  static ObjectNode resourceList(Version version) {
    ObjectNode out = KubeJson.TREES.createObjectNode().put("kind", "APIResourceList");
    if (!version.group().isEmpty()) {
      out.put("apiVersion", "v1");
    }
    out.put("groupVersion", version.groupVersion());
    ArrayNode resources = out.putArray("resources");
    for (ResourceStrategy strategy : version.resources()) {
      ObjectNode resource = resources.addObject();
      resource
          .put("name", strategy.type().plural())
          .put("singularName", strategy.singular())
          .put("namespaced", strategy.type().namespaced())
          .put("kind", strategy.type().kind());
      addAll(resource.putArray("verbs"), strategy.verbs());
      addUnlessEmpty(resource, "shortNames", strategy.shortNames());
      addUnlessEmpty(resource, "categories", strategy.categories());
      if (strategy.stored()) {
        resource.put("storageVersionHash", storageVersionHash(strategy.storedType()));
      }
      for (Subresource sub : byName(strategy)) {
        ObjectNode entry = resources.addObject();
        entry
            .put("name", strategy.type().plural() + "/" + sub.name())
            .put("singularName", "")
            .put("namespaced", strategy.type().namespaced());
        if (isOfAnotherVersion(strategy, sub)) {
          entry.put("group", sub.group()).put("version", sub.version());
        }
        entry.put("kind", sub.kind());
        addAll(entry.putArray("verbs"), sub.verbs());
      }
    }
    return out;
  }

  /** Tells clients whether the form in which objects are kept changed; not secret, not unique. */
  private static String storageVersionHash(ResourceType kept) {
    String name = kept.group() + "/" + kept.version() + "/" + kept.kind();
    byte[] digest = Answers.digest("SHA-256", name.getBytes(StandardCharsets.UTF_8));
    return Base64.getEncoder().encodeToString(Arrays.copyOf(digest, 8));
  }

  /** The one document that spares clients a request per group version (KEP-3352). */
  static ObjectNode aggregated(List<ApiGroup> groups, boolean core, String apiVersion) {
    ObjectNode out =
        KubeJson.TREES
            .createObjectNode()
            .put("kind", "APIGroupDiscoveryList")
            .put("apiVersion", "apidiscovery.k8s.io/" + apiVersion);
    out.putObject("metadata");
    ArrayNode items = out.putArray("items");
    for (ApiGroup group : groups) {
      if (group.name().isEmpty() == core) {
        ObjectNode item = items.addObject();
        ObjectNode metadata = item.putObject("metadata");
        if (!group.name().isEmpty()) {
          metadata.put("name", group.name());
        }
        metadata.putNull("creationTimestamp");
        ArrayNode versions = item.putArray("versions");
        for (Version version : group.versions()) {
          ObjectNode each = versions.addObject().put("version", version.name());
          ArrayNode resources = each.putArray("resources");
          version.resources().forEach(s -> fillAggregated(resources.addObject(), s));
          each.put("freshness", "Current");
        }
      }
    }
    return out;
  }

  private static void fillAggregated(ObjectNode out, ResourceStrategy strategy) {
    out.put("resource", strategy.type().plural());
    fillKind(out.putObject("responseKind"), "", "", strategy.type().kind());
    out.put("scope", strategy.type().namespaced() ? "Namespaced" : "Cluster")
        .put("singularResource", strategy.singular());
    addAll(out.putArray("verbs"), strategy.verbs());
    addUnlessEmpty(out, "shortNames", strategy.shortNames());
    addUnlessEmpty(out, "categories", strategy.categories());
    if (!strategy.subresources().isEmpty()) {
      ArrayNode subresources = out.putArray("subresources");
      for (Subresource sub : byName(strategy)) {
        ObjectNode each = subresources.addObject().put("subresource", sub.name());
        boolean other = isOfAnotherVersion(strategy, sub);
        fillKind(
            each.putObject("responseKind"),
            other ? sub.group() : "",
            other ? sub.version() : "",
            sub.kind());
        addAll(each.putArray("verbs"), sub.verbs());
      }
    }
  }

  private static void fillKind(ObjectNode out, String group, String version, String kind) {
    out.put("group", group).put("version", version).put("kind", kind);
  }

  private static boolean isOfAnotherVersion(ResourceStrategy strategy, Subresource sub) {
    return !sub.version().isEmpty()
        && !(sub.group().equals(strategy.type().group())
            && sub.version().equals(strategy.type().version()));
  }

  private static List<Subresource> byName(ResourceStrategy strategy) {
    return strategy.subresources().stream()
        .sorted(Comparator.comparing(Subresource::name))
        .toList();
  }

  private static void addUnlessEmpty(ObjectNode out, String field, List<String> values) {
    if (!values.isEmpty()) {
      addAll(out.putArray(field), values);
    }
  }

  private static void addAll(ArrayNode out, List<String> values) {
    values.forEach(out::add);
  }
}
