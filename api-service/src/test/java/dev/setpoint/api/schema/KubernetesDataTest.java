package dev.setpoint.api.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.json.KubeJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Holds the schemas against Kubernetes' own description of its fields, where that is at hand. */
class KubernetesDataTest {

  private static final Schemas SCHEMAS = new Schemas();

  @TestFactory
  Stream<DynamicTest> everyFieldOfEveryKindFits() throws IOException {
    Path folder = KubernetesData.require("kubernetes-1.33/testdata");
    TypedForm form = new TypedForm(SCHEMAS);
    return filesOf(folder).stream()
        .filter(file -> file.toString().endsWith(".json"))
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.getFileName().toString(), () -> assertUnchanged(form, file)));
  }

  private static List<Path> filesOf(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static void assertUnchanged(TypedForm form, Path file) throws IOException {
    ObjectNode object = KubeJson.readObject(Files.readAllBytes(file));
    ObjectNode before = object.deepCopy();
    var result =
        form.check(
            object.path("apiVersion").stringValue(""), object.path("kind").stringValue(""), object);
    assertThat(result.mismatch()).isNull();
    assertThat(result.unknownFields()).isEmpty();
    assertThat(object).isEqualTo(before);
  }

  @Test
  void patchStrategiesAndListTypesAreKubernetes() throws IOException {
    Path file = KubernetesData.require("kubernetes-1.33/swagger.json");
    JsonNode definitions = KubeJson.TREES.readTree(Files.readAllBytes(file)).path("definitions");
    Map<String, String> ours = new TreeMap<>();
    Map<String, String> theirs = new TreeMap<>();
    for (TypeSchema type : SCHEMAS.types()) {
      if (!type.name().startsWith("io.k8s.api")) {
        continue; // no part of what kube-apiserver itself serves
      }
      JsonNode definition = definitions.path(type.name());
      assertThat(definition.isObject()).as(type.name()).isTrue();
      assertThat(new TreeSet<>(type.fields().keySet()))
          .as(type.name())
          .isEqualTo(new TreeSet<>(definition.path("properties").propertyNames()));
      for (FieldSchema field : type.fields().values()) {
        JsonNode property = definition.path("properties").path(field.name());
        String name = type.name() + "." + field.name();
        theirs.put(
            name,
            text(property, "x-kubernetes-patch-strategy")
                + text(property, "x-kubernetes-patch-merge-key")
                + text(property, "x-kubernetes-list-type")
                + text(property, "x-kubernetes-map-type")
                + property
                    .path("x-kubernetes-list-map-keys")
                    .valueStream()
                    .map(JsonNode::stringValue)
                    .toList());
        ours.put(
            name,
            text(field.patchStrategy())
                + text(field.mergeKey())
                + text(field.listType())
                + text(field.mapType())
                + field.listMapKeys());
      }
    }
    ours.entrySet().removeIf(e -> e.getValue().equals(theirs.get(e.getKey())));
    assertThat(ours).isEmpty();
  }

  private static String text(JsonNode property, String name) {
    return text(property.path(name).stringValue(null));
  }

  private static String text(String value) {
    return value == null ? "- " : value + " ";
  }
}
