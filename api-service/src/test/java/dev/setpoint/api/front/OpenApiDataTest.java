package dev.setpoint.api.front;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.api.schema.KubernetesData;
import dev.setpoint.common.json.KubeJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Holds the served documents, as clients load them, against Kubernetes' own as a whole. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiDataTest {

  private static final String DISCOVERY =
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

  /** Comments that Kubernetes worded otherwise in the release that ours are taken from. */
  private static final int REWORDED_MAX = 90;

  /** Facts of a field that say what may be in it and how it is merged. */
  private static final List<String> FACTS =
      List.of(
          "type",
          "format",
          "$ref",
          "items",
          "additionalProperties",
          "x-kubernetes-patch-strategy",
          "x-kubernetes-patch-merge-key",
          "x-kubernetes-list-type",
          "x-kubernetes-list-map-keys",
          "x-kubernetes-map-type");

  /** Paths that copy bytes, and the watches that Kubernetes deprecated with their own paths. */
  private static final List<String> UNDOCUMENTED =
      List.of("/watch/", "/proxy", "/exec", "/attach", "/portforward");

  private FrontServer server;
  private JsonNode swagger;
  private JsonNode served;

  @BeforeAll
  void start(@TempDir Path state) throws Exception {
    swagger = read("kubernetes-1.33/swagger.json");
    server = new FrontServer(state);
    served = server.get("/openapi/v2").json();
  }

  @AfterAll
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static JsonNode read(String name) throws IOException {
    return KubeJson.TREES.readTree(Files.readAllBytes(KubernetesData.require(name)));
  }

  @Test
  void everyTypeHasTheFieldsOfKubernetes() {
    List<String> differences = new ArrayList<>();
    served
        .path("definitions")
        .properties()
        .forEach(
            type -> {
              if (type.getKey().startsWith("io.k8s.")) {
                JsonNode wanted = swagger.path("definitions").path(type.getKey());
                type(type.getKey(), wanted, type.getValue(), differences);
              }
            });
    assertThat(differences).isEmpty();
    assertThat(served.path("definitions").size()).isGreaterThan(400);
  }

  private static void type(String name, JsonNode wanted, JsonNode got, List<String> differences) {
    Set<String> fields = new TreeSet<>(wanted.path("properties").propertyNames());
    compare(
        name + " fields",
        fields,
        new TreeSet<>(got.path("properties").propertyNames()),
        differences);
    compare(
        name + " required",
        texts(wanted.path("required")),
        texts(got.path("required")),
        differences);
    for (String fact : List.of("type", "format", "x-kubernetes-map-type")) {
      compare(name + " " + fact, wanted.path(fact), got.path(fact), differences);
    }
    for (JsonNode kind : got.path("x-kubernetes-group-version-kind")) {
      if (wanted.path("x-kubernetes-group-version-kind").valueStream().noneMatch(kind::equals)) {
        differences.add(name + " is no " + kind);
      }
    }
    for (String field : fields) {
      for (String fact : FACTS) {
        compare(
            name + "." + field + " " + fact,
            wanted.path("properties").path(field).path(fact),
            got.path("properties").path(field).path(fact),
            differences);
      }
    }
  }

  private static void compare(String what, Object wanted, Object got, List<String> differences) {
    if (!wanted.equals(got)) {
      differences.add(what + ": wanted " + wanted + ", got " + got);
    }
  }

  private static Set<String> texts(JsonNode list) {
    return new TreeSet<>(list.valueStream().map(JsonNode::stringValue).toList());
  }

  @Test
  void everyTypeAndFieldIsDescribed() {
    List<String> silent = new ArrayList<>();
    List<String> reworded = new ArrayList<>();
    served
        .path("definitions")
        .properties()
        .forEach(
            type -> {
              JsonNode wanted = swagger.path("definitions").path(type.getKey());
              describe(type.getKey(), wanted, type.getValue(), silent, reworded);
              for (var field : type.getValue().path("properties").properties()) {
                describe(
                    type.getKey() + "." + field.getKey(),
                    wanted.path("properties").path(field.getKey()),
                    field.getValue(),
                    silent,
                    reworded);
              }
            });
    assertThat(silent).isEmpty();
    assertThat(reworded).hasSizeLessThan(REWORDED_MAX);
  }

  private static void describe(
      String name, JsonNode wanted, JsonNode got, List<String> silent, List<String> reworded) {
    String theirs = words(wanted);
    String ours = words(got);
    if (ours.isEmpty() && !theirs.isEmpty()) {
      silent.add(name);
    } else if (!ours.equals(theirs)) {
      reworded.add(name);
    }
  }

  private static String words(JsonNode described) {
    return described.path("description").stringValue("").strip().replaceAll("\\s+", " ");
  }

  @Test
  void eachGroupVersionDocumentHasTheSameSchemas() throws Exception {
    int schemas = 0;
    for (String name : server.get("/openapi/v3").json().path("paths").propertyNames()) {
      JsonNode document = server.get("/openapi/v3/" + name).json();
      for (var schema : document.at("/components/schemas").properties()) {
        JsonNode v2 = served.path("definitions").path(schema.getKey());
        for (String fact : List.of("required", "description", "x-kubernetes-group-version-kind")) {
          assertThat(schema.getValue().path(fact)).as(schema.getKey()).isEqualTo(v2.path(fact));
        }
        for (var field : v2.path("properties").properties()) {
          JsonNode found = schema.getValue().path("properties").path(field.getKey());
          String as = name + " " + schema.getKey() + "." + field.getKey();
          assertThat(words(found)).as(as).isEqualTo(words(field.getValue()));
          assertThat(target(found.at("/allOf/0"))).as(as).isEqualTo(target(field.getValue()));
          assertThat(found.path("type")).as(as).isEqualTo(field.getValue().path("type"));
        }
        schemas++;
      }
    }
    assertThat(schemas).isGreaterThan(400);
  }

  private static String target(JsonNode reference) {
    String path = reference.path("$ref").stringValue("");
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Test
  void everyPathOfTheServedGroupsIsDocumented() {
    List<String> missing = new ArrayList<>();
    for (var path : swagger.path("paths").properties()) {
      if (UNDOCUMENTED.stream().anyMatch(path.getKey()::contains) || !isServed(path.getKey())) {
        continue;
      }
      for (var operation : path.getValue().properties()) {
        if (operation.getKey().equals("parameters")) {
          continue;
        }
        JsonNode found = served.path("paths").path(path.getKey()).path(operation.getKey());
        String kind = "x-kubernetes-group-version-kind";
        if (!found.path(kind).equals(operation.getValue().path(kind))
            || !found
                .path("x-kubernetes-action")
                .equals(operation.getValue().path("x-kubernetes-action"))) {
          missing.add(operation.getKey() + " " + path.getKey() + ": " + found.path(kind));
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  /** Whether a path belongs to a resource of a group version that has any. */
  private boolean isServed(String path) {
    String[] part = path.split("/");
    boolean core = path.startsWith("/api/v1/");
    if (!core && !(path.startsWith("/apis/") && part.length > 4)) {
      return false;
    }
    String prefix = core ? "/api/v1/" : "/apis/" + part[2] + "/" + part[3] + "/";
    return served.path("paths").propertyNames().stream().anyMatch(p -> p.startsWith(prefix));
  }

  @Test
  void discoveryListsWhatKubernetesLists() throws Exception {
    JsonNode wanted = read("kubernetes-1.33/aggregated_v2.json");
    for (JsonNode group : server.get("/apis", "Accept", DISCOVERY).json().path("items")) {
      if (group.at("/metadata/name").stringValue("").endsWith(".setpoint.dev")) {
        continue;
      }
      for (JsonNode version : group.path("versions")) {
        for (JsonNode resource : version.path("resources")) {
          assertThat(withoutStreams(resource))
              .isEqualTo(withoutStreams(find(wanted, group, version, resource)));
        }
      }
    }
  }

  private static JsonNode find(
      JsonNode document, JsonNode group, JsonNode version, JsonNode resource) {
    String name = group.at("/metadata/name").stringValue("");
    return document
        .path("items")
        .valueStream()
        .filter(g -> g.at("/metadata/name").stringValue("").equals(name))
        .flatMap(g -> items(g, "versions"))
        .filter(v -> v.path("version").equals(version.path("version")))
        .flatMap(v -> items(v, "resources"))
        .filter(r -> r.path("resource").equals(resource.path("resource")))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " has no " + resource.path("resource")));
  }

  private static Stream<JsonNode> items(JsonNode node, String field) {
    return node.path(field).valueStream();
  }

  private static JsonNode withoutStreams(JsonNode resource) {
    ObjectNode out = (ObjectNode) resource.deepCopy();
    if (out.get("subresources") instanceof ArrayNode subresources) {
      subresources.removeIf(
          sub -> UNDOCUMENTED.contains("/" + sub.path("subresource").stringValue("")));
    }
    return out;
  }
}
