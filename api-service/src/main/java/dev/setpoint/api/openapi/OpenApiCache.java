package dev.setpoint.api.openapi;

import dev.setpoint.api.discovery.Answers;
import dev.setpoint.api.discovery.ApiGroups.Version;
import dev.setpoint.api.registry.ResourceRegistry;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.schema.Schemas;
import dev.setpoint.common.json.KubeJson;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The rendered documents, made when first asked for and again when kinds come or go. */
@Component
final class OpenApiCache {

  private final ResourceRegistry registry;
  private final Schemas schemas;
  private final List<DocumentedSubresource> documented;

  private @Nullable Rendered rendered;

  OpenApiCache(
      ResourceRegistry registry,
      Schemas schemas,
      ObjectProvider<DocumentedSubresource> documented) {
    this.registry = registry;
    this.schemas = schemas;
    this.documented = documented.orderedStream().toList();
  }

  record Document(byte[] bytes, String hash) {

    static Document of(JsonNode tree) {
      byte[] bytes = KubeJson.write(tree);
      return new Document(bytes, Answers.hash(bytes));
    }
  }

  /** All documents of one state of the registry. */
  static final class Rendered {
    private final List<ResourceStrategy> strategies;
    private final OpenApiDocuments source;
    private final Map<String, Document> v3 = new TreeMap<>();
    private final Document index;
    private @Nullable Document v2;

    private Rendered(List<ResourceStrategy> strategies, OpenApiDocuments source) {
      this.strategies = strategies;
      this.source = source;
      for (Map.Entry<String, Version> version : source.versions().entrySet()) {
        v3.put(version.getKey(), Document.of(source.v3(version.getValue())));
      }
      source.others().forEach(other -> v3.put(other, Document.of(source.v3(other))));
      ObjectNode tree = KubeJson.TREES.createObjectNode();
      ObjectNode paths = tree.putObject("paths");
      v3.forEach(
          (name, document) ->
              paths
                  .putObject(name)
                  .put("serverRelativeURL", "/openapi/v3/" + name + "?hash=" + document.hash()));
      index = Document.of(tree);
    }

    Document index() {
      return index;
    }

    /** Null for a name that is not in the index. */
    @Nullable Document v3(String name) {
      return v3.get(name);
    }

    synchronized Document v2() {
      Document made = v2;
      if (made == null) {
        made = Document.of(source.v2());
        v2 = made;
      }
      return made;
    }

    /** Names of group versions, core first. */
    List<String> groupVersions() {
      return List.copyOf(source.versions().keySet());
    }
  }

  @SuppressWarnings("ReferenceEquality")
  synchronized Rendered current() {
    List<ResourceStrategy> strategies = registry.all();
    Rendered now = rendered;
    // The registry hands out the same list until kinds are added or removed.
    if (now == null || now.strategies != strategies) {
      now = new Rendered(strategies, new OpenApiDocuments(schemas, strategies, documented));
      rendered = now;
    }
    return now;
  }
}
