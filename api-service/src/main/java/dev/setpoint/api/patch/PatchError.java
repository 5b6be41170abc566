package dev.setpoint.api.patch;

import dev.setpoint.common.error.ApiException;
import tools.jackson.databind.JsonNode;

/**
 * The failures of a strategic merge in Kubernetes' words. Most of them reach its clients as bare
 * 500s; badly formed lists of directives are bad requests.
 */
final class PatchError {

  private PatchError() {}

  static ApiException plain(String message) {
    return new ApiException(500, null, message, null);
  }

  static ApiException unknownDirective(JsonNode directive, JsonNode patch) {
    return plain(
        "unknown patch type: " + GoValue.format(directive) + " in map: " + GoValue.format(patch));
  }

  static ApiException noMergeKey(JsonNode element, String mergeKey) {
    return plain(
        "map: " + GoValue.format(element) + " does not contain declared merge key: " + mergeKey);
  }

  static ApiException badType(String expected, JsonNode actual) {
    return plain("expected a " + expected + ", but received a " + GoValue.typeOf(actual));
  }

  static ApiException badRetainKeys() {
    return ApiException.badRequest("invalid patch format of retainKeys");
  }

  static ApiException badPrimitiveList() {
    return ApiException.badRequest("invalid patch format of primitive list");
  }

  static ApiException badOrderList() {
    return ApiException.badRequest("invalid patch format of setElementOrder list");
  }
}
