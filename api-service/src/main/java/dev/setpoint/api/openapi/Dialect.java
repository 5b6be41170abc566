package dev.setpoint.api.openapi;

import dev.setpoint.common.json.KubeJson;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Where OpenAPI 3.0 and Swagger 2.0 put the same facts in different places. */
enum Dialect {
  V3("#/components/schemas/"),
  V2("#/definitions/");

  static final List<String> PRODUCES = List.of("application/json", "application/yaml");

  static final List<String> PATCHES =
      List.of(
          "application/json-patch+json",
          "application/merge-patch+json",
          "application/strategic-merge-patch+json",
          "application/apply-patch+yaml");

  private final String prefix;

  Dialect(String prefix) {
    this.prefix = prefix;
  }

  ObjectNode ref(String type) {
    return KubeJson.TREES.createObjectNode().put("$ref", prefix + type);
  }

  /** A reference with room for a description beside it, which 3.0 allows only through allOf. */
  ObjectNode describedRef(String type) {
    if (this == V2) {
      return ref(type);
    }
    ObjectNode out = KubeJson.TREES.createObjectNode();
    out.putArray("allOf").add(ref(type));
    return out;
  }

  void parameter(ArrayNode to, String in, QueryParameter parameter, boolean required) {
    ObjectNode out =
        to.addObject()
            .put("name", parameter.name())
            .put("in", in)
            .put("description", parameter.description());
    if (required) {
      out.put("required", true);
    }
    ObjectNode schema = this == V2 ? out : out.putObject("schema");
    schema.put("type", parameter.type()).put("uniqueItems", true);
  }

  void body(ObjectNode operation, String type, List<String> consumes, boolean required) {
    if (this == V2) {
      ArrayNode list = operation.putArray("consumes");
      consumes.forEach(list::add);
      ObjectNode body =
          operation.withArray("parameters").addObject().put("name", "body").put("in", "body");
      if (required) {
        body.put("required", true);
      }
      body.set("schema", ref(type));
      return;
    }
    ObjectNode body = operation.putObject("requestBody");
    if (required) {
      body.put("required", true);
    }
    ObjectNode content = body.putObject("content");
    consumes.forEach(media -> content.putObject(media).set("schema", ref(type)));
  }

  /** An empty type stands for plain text. */
  void response(ObjectNode operation, String code, String description, String type) {
    ObjectNode response =
        operation.withObject("/responses").putObject(code).put("description", description);
    ObjectNode schema =
        type.isEmpty() ? KubeJson.TREES.createObjectNode().put("type", "string") : ref(type);
    List<String> media = type.isEmpty() ? List.of("text/plain") : PRODUCES;
    if (this == V2) {
      ArrayNode produces = operation.putArray("produces");
      media.forEach(produces::add);
      response.set("schema", schema);
    } else {
      ObjectNode content = response.putObject("content");
      media.forEach(m -> content.putObject(m).set("schema", schema));
    }
  }
}
