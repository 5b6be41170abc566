package dev.setpoint.common.json;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The only mappers for Kubernetes objects: trees for the API, typed objects for the services. */
public final class KubeJson {

  /**
   * The longest name of a field. The parser remembers thousands of names for as long as it lives,
   * and copies them all whenever a new one comes.
   */
  public static final int MAX_NAME = 1024;

  /** Reads and writes trees; strict about syntax (no duplicates check, no trailing tokens). */
  public static final JsonMapper TREES =
      JsonMapper.builder(
              JsonFactory.builderWithJackson2Defaults()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNameLength(MAX_NAME).build())
                  .build())
          .configureForJackson2()
          .enable(tools.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(tools.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(EnumFeature.READ_ENUMS_USING_TO_STRING)
          .build();

  private static final KubernetesSerialization TYPED = new KubernetesSerialization();

  private KubeJson() {}

  /** Parses one JSON object; throws JacksonException for anything else. */
  public static ObjectNode readObject(byte[] json) {
    return (ObjectNode) TREES.readTree(json);
  }

  public static byte[] write(JsonNode tree) {
    return TREES.writeValueAsBytes(tree);
  }

  /** A typed view of a tree, as fabric8's model reads it. */
  public static <T> T toTyped(JsonNode tree, Class<T> type) {
    return TYPED.convertValue(tree, type);
  }

  public static <T> T readTyped(byte[] json, Class<T> type) {
    return TYPED.unmarshal(new java.io.ByteArrayInputStream(json), type);
  }

  /** A tree of a typed object; empty lists and nulls are lost, as the model drops them. */
  public static ObjectNode toTree(Object typed) {
    return TREES.readValue(TYPED.asJson(typed), ObjectNode.class);
  }
}
