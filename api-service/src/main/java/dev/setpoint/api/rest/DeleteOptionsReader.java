package dev.setpoint.api.rest;

import dev.setpoint.api.pipeline.Decoder;
import dev.setpoint.api.pipeline.DeleteOptions;
import dev.setpoint.common.error.ApiException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * DeleteOptions from the body when there is one, else from the query. What is wrong with the body
 * is a plain 500, as kube-apiserver answers.
 */
@Component
public final class DeleteOptionsReader {

  private static final Set<String> VERSIONS = Set.of("", "v1", "meta.k8s.io/v1", "policy/v1");

  private final Decoder decoder;

  DeleteOptionsReader(Decoder decoder) {
    this.decoder = decoder;
  }

  DeleteOptions read(HttpServletRequest request, Query query) throws IOException {
    byte[] body = Bodies.read(request);
    DeleteOptions options;
    if (body.length == 0) {
      options = fromQuery(query);
    } else {
      options = fromTree(decoder.options(body, Bodies.format(request), "DeleteOptions"));
    }
    options.validate();
    return options;
  }

  private static DeleteOptions fromQuery(Query query) {
    return new DeleteOptions(
        query.integer("gracePeriodSeconds"),
        null,
        null,
        query.first("propagationPolicy"),
        query.has("orphanDependents") ? query.flag("orphanDependents") : null,
        query.all("dryRun"));
  }

  /** Of options that came in a body; not validated yet. */
  public static DeleteOptions fromTree(JsonNode root) {
    if (!root.isObject() && !root.isNull()) {
      throw failure(
          "couldn't get version/kind; json parse error: json: cannot unmarshal "
              + type(root)
              + " into Go value of type struct { APIVersion string"
              + " \"json:\\\"apiVersion,omitempty\\\"\"; Kind string"
              + " \"json:\\\"kind,omitempty\\\"\" }");
    }
    checkKind(root);
    JsonNode grace = root.path("gracePeriodSeconds");
    if (!isAbsent(grace) && !grace.isIntegralNumber()) {
      throw mismatch(grace, "gracePeriodSeconds", "int64");
    }
    JsonNode preconditions = root.path("preconditions");
    if (!isAbsent(preconditions) && !preconditions.isObject()) {
      throw mismatch(preconditions, "preconditions", "v1.Preconditions");
    }
    JsonNode orphan = root.path("orphanDependents");
    if (!isAbsent(orphan) && !orphan.isBoolean()) {
      throw mismatch(orphan, "orphanDependents", "bool");
    }
    return new DeleteOptions(
        isAbsent(grace) ? null : grace.asLong(),
        text(preconditions, "preconditions.", "uid"),
        text(preconditions, "preconditions.", "resourceVersion"),
        text(root, "", "propagationPolicy"),
        isAbsent(orphan) ? null : orphan.asBoolean(),
        texts(root.path("dryRun")));
  }

  private static void checkKind(JsonNode root) {
    String version = root.path("apiVersion").asString("");
    String kind = root.path("kind").asString("");
    if (!VERSIONS.contains(version) || !(kind.isEmpty() || kind.equals("DeleteOptions"))) {
      throw failure(
          "no kind "
              + GoText.quote(kind.isEmpty() ? "DeleteOptions" : kind)
              + " is registered for version "
              + GoText.quote(version.isEmpty() ? "v1" : version)
              + " in scheme"
              + " \"k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:27\"");
    }
  }

  private static @Nullable String text(JsonNode node, String path, String field) {
    JsonNode value = node.path(field);
    if (isAbsent(value)) {
      return null;
    }
    if (!value.isString()) {
      throw mismatch(value, path + field, "string");
    }
    return value.stringValue();
  }

  private static List<String> texts(JsonNode list) {
    if (isAbsent(list)) {
      return List.of();
    }
    if (!list.isArray()) {
      throw mismatch(list, "dryRun", "[]string");
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode each : list) {
      if (!each.isString()) {
        throw mismatch(each, "dryRun", "string");
      }
      texts.add(each.stringValue());
    }
    return texts;
  }

  private static boolean isAbsent(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  private static String type(JsonNode node) {
    return node.isObject()
        ? "object"
        : node.isArray()
            ? "array"
            : node.isString() ? "string" : node.isNumber() ? "number" : "bool";
  }

  private static ApiException mismatch(JsonNode value, String field, String goType) {
    return failure(
        "json: cannot unmarshal "
            + type(value)
            + " into Go struct field DeleteOptions."
            + field
            + " of type "
            + goType);
  }

  private static ApiException failure(String message) {
    return new ApiException(500, null, message, null);
  }
}
