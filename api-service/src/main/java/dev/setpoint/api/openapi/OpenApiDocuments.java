package dev.setpoint.api.openapi;

import dev.setpoint.api.discovery.ApiGroups;
import dev.setpoint.api.discovery.ApiGroups.ApiGroup;
import dev.setpoint.api.discovery.ApiGroups.Version;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.schema.Schemas;
import dev.setpoint.common.json.KubeJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** Assembles whole documents: one per group version, and one over all in the older form. */
final class OpenApiDocuments {

  private final Schemas schemas;
  private final List<ApiGroup> groups;
  private final List<DocumentedSubresource> documented;

  OpenApiDocuments(
      Schemas schemas, List<ResourceStrategy> strategies, List<DocumentedSubresource> documented) {
    this.schemas = schemas;
    this.groups = ApiGroups.of(strategies);
    this.documented = documented;
  }

  /** Group versions by the name they have in the index: {@code api/v1}, {@code apis/apps/v1}. */
  Map<String, Version> versions() {
    Map<String, Version> out = new LinkedHashMap<>();
    for (ApiGroup group : groups) {
      for (Version version : group.versions()) {
        out.put((group.name().isEmpty() ? "api/" : "apis/") + version.groupVersion(), version);
      }
    }
    return out;
  }

  /** Names of the small documents that describe discovery and version. */
  List<String> others() {
    List<String> out =
        new ArrayList<>(
            List.of(
                ".well-known/openid-configuration", "api", "apis", "openid/v1/jwks", "version"));
    groups.stream().filter(g -> !g.name().isEmpty()).forEach(g -> out.add("apis/" + g.name()));
    return out;
  }

  ObjectNode v3(Version version) {
    ObjectNode out = head();
    SchemaWriter types = new SchemaWriter(schemas, Dialect.V3);
    PathWriter paths =
        new PathWriter(out.putObject("paths"), types, schemas, Dialect.V3, documented);
    discovery(out, "/" + path(version) + "/", "get available resources");
    version.resources().forEach(paths::write);
    ObjectNode components = out.putObject("components");
    components.set("schemas", types.write());
    security(components);
    return out;
  }

  /** For a page that signs in: the token alone is asked for, and then sent with every call. */
  ObjectNode forBrowser(Version version) {
    ObjectNode out = v3(version);
    out.withObject("/components/securitySchemes")
        .putObject("BearerToken")
        .put("type", "http")
        .put("scheme", "bearer")
        .put("description", "The token in the kubeconfig");
    out.putArray("security").addObject().putArray("BearerToken");
    return out;
  }

  ObjectNode v3(String other) {
    ObjectNode out = head();
    out.putObject("paths");
    discovery(out, "/" + other + "/", "get information about " + other);
    security(out.putObject("components"));
    return out;
  }

  ObjectNode v2() {
    ObjectNode out = KubeJson.TREES.createObjectNode().put("swagger", "2.0");
    info(out);
    SchemaWriter types = new SchemaWriter(schemas, Dialect.V2);
    PathWriter paths =
        new PathWriter(out.putObject("paths"), types, schemas, Dialect.V2, documented);
    versions().values().forEach(v -> v.resources().forEach(paths::write));
    out.set("definitions", types.write());
    out.putObject("securityDefinitions")
        .putObject("BearerToken")
        .put("type", "apiKey")
        .put("name", "authorization")
        .put("in", "header");
    out.putArray("security").addObject().putArray("BearerToken");
    return out;
  }

  private static String path(Version version) {
    return (version.group().isEmpty() ? "api/" : "apis/") + version.groupVersion();
  }

  private static void discovery(ObjectNode document, String path, String description) {
    ObjectNode get =
        document
            .withObject("/paths")
            .putObject(path)
            .putObject("get")
            .put("description", description);
    ObjectNode responses = get.putObject("responses");
    responses
        .putObject("200")
        .put("description", "OK")
        .putObject("content")
        .putObject("application/json")
        .putObject("schema")
        .put("type", "object");
    responses.putObject("401").put("description", "Unauthorized");
  }

  private static ObjectNode head() {
    ObjectNode out = KubeJson.TREES.createObjectNode().put("openapi", "3.0.0");
    info(out);
    return out;
  }

  private static void info(ObjectNode out) {
    out.putObject("info").put("title", "Kubernetes").put("version", "v1.33.0");
  }

  private static void security(ObjectNode components) {
    components
        .putObject("securitySchemes")
        .putObject("BearerToken")
        .put("type", "apiKey")
        .put("description", "Bearer Token authentication")
        .put("name", "authorization")
        .put("in", "header");
  }
}
