package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.schema.GoJson;
import dev.setpoint.common.json.KubeJson;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What each well-known type of Secret must hold. No message may quote a Secret's values. */
final class SecretRules {

  private static final String REDACTED = "<secret contents redacted>";

  private SecretRules() {}

  static void validate(ObjectNode secret, FieldErrors errors) {
    JsonNode data = secret.path("data");
    ConfigKeys.validate(data, "data", errors);
    long size = 0;
    for (JsonNode value : data) {
      size += decoded(value).length;
    }
    if (size > ConfigMapStrategy.MAX_BYTES) {
      errors.tooLong("data", "may not be more than " + ConfigMapStrategy.MAX_BYTES + " bytes");
    }
    switch (text(secret, "type")) {
      case "kubernetes.io/service-account-token" -> {
        if (text(secret, "metadata", "annotations", "kubernetes.io/service-account.name")
            .isEmpty()) {
          errors.required("metadata.annotations[kubernetes.io/service-account.name]", "");
        }
      }
      case "kubernetes.io/dockercfg" -> json(data, ".dockercfg", errors);
      case "kubernetes.io/dockerconfigjson" -> json(data, ".dockerconfigjson", errors);
      case "kubernetes.io/basic-auth" -> {
        if (!data.has("username") && !data.has("password")) {
          errors.required("data[username]", "");
          errors.required("data[password]", "");
        }
      }
      case "kubernetes.io/ssh-auth" -> {
        if (decoded(data.path("ssh-privatekey")).length == 0) {
          errors.required("data[ssh-privatekey]", "");
        }
      }
      case "kubernetes.io/tls" -> {
        required(data, "tls.crt", errors);
        required(data, "tls.key", errors);
      }
      default -> {
        // Types of a user's own may hold anything.
      }
    }
  }

  private static byte[] decoded(JsonNode value) {
    return Base64.getDecoder().decode(value.stringValue(""));
  }

  private static void required(JsonNode data, String key, FieldErrors errors) {
    if (!data.has(key)) {
      errors.required("data[" + key + "]", "");
    }
  }

  private static void json(JsonNode data, String key, FieldErrors errors) {
    if (!data.has(key)) {
      errors.required("data[" + key + "]", "");
      return;
    }
    byte[] content = decoded(data.path(key));
    String problem = problem(content);
    if (!problem.isEmpty()) {
      errors.invalid("data[" + key + "]", REDACTED, problem);
    }
  }

  private static String problem(byte[] content) {
    try {
      JsonNode tree = KubeJson.TREES.readTree(content);
      if (tree.isMissingNode()) {
        return "unexpected end of JSON input";
      }
      return tree.isObject() || tree.isNull()
          ? ""
          : "json: cannot unmarshal "
              + (tree.isArray()
                  ? "array"
                  : tree.isString() ? "string" : tree.isNumber() ? "number" : "bool")
              + " into Go value of type map[string]interface {}";
    } catch (JacksonException e) {
      return GoJson.problem(content);
    }
  }

  /** A TLS Secret whose certificate is no certificate is kept, but told. */
  static List<String> warnings(ObjectNode secret) {
    if (!text(secret, "type").equals("kubernetes.io/tls")) {
      return List.of();
    }
    String certificate =
        new String(decoded(secret.path("data").path("tls.crt")), StandardCharsets.UTF_8);
    String key = new String(decoded(secret.path("data").path("tls.key")), StandardCharsets.UTF_8);
    if (!certificate.contains("-----BEGIN ")) {
      return List.of("tls: failed to find any PEM data in certificate input");
    }
    return key.contains("-----BEGIN ")
        ? List.of()
        : List.of("tls: failed to find any PEM data in key input");
  }
}
