package dev.setpoint.api.rest;

import dev.setpoint.api.schema.GoJson;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import java.util.Base64;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where a paged list goes on: opaque to clients, but in the form of
 * k8s.io/apiserver/pkg/storage/continue.go.
 *
 * @param revision at which all pages hold; -1 to go on with the newest state
 * @param after the last key of the page before
 */
record ContinueToken(long revision, ObjectKey after) {

  private static final String VERSION = "meta.k8s.io/v1";

  String encode(boolean allNamespaces) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("v", VERSION);
    json.put("rv", revision);
    json.put("start", (allNamespaces ? after.toString() : after.name()) + "\0");
    return Base64.getUrlEncoder().withoutPadding().encodeToString(KubeJson.write(json));
  }

  /**
   * @param namespace the namespace listed; empty when the start key names one itself
   */
  static ContinueToken decode(String token, String namespace) {
    byte[] text;
    try {
      text = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      throw invalid("illegal base64 data at input byte 0");
    }
    JsonNode json;
    try {
      json = KubeJson.TREES.readTree(text);
    } catch (JacksonException e) {
      throw invalid(GoJson.problem(text));
    }
    String version = json.path("v").asString("");
    if (!version.equals(VERSION)) {
      throw invalid("server does not recognize this encoded version " + version);
    }
    String start = json.path("start").asString("");
    long revision = json.path("rv").asLong(0);
    if (start.isEmpty()) {
      throw invalid("encoded start key empty (version " + version + ")");
    }
    if (revision == 0) {
      throw invalid("incorrect encoded start resourceVersion (version " + version + ")");
    }
    String key = start.endsWith("\0") ? start.substring(0, start.length() - 1) : start;
    return new ContinueToken(
        revision, namespace.isEmpty() ? ObjectKey.parse(key) : new ObjectKey(namespace, key));
  }

  private static ApiException invalid(String why) {
    return ApiException.badRequest("invalid continue token: continue key is not valid: " + why);
  }
}
