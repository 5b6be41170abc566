package dev.setpoint.api.rest;

import dev.setpoint.api.pipeline.Document;
import dev.setpoint.api.pipeline.Warnings;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ResourceType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes single objects in the form that was negotiated. */
@Component
public final class Answers {

  private static final int WARNING_LIMIT = 4096;

  private final Tables tables;

  Answers(Tables tables) {
    this.tables = tables;
  }

  /** The form the caller accepts; 406 when it can't be given to a single object. */
  public Accept negotiate(Exchange exchange) {
    Accept accept = Accept.negotiate(exchange.request().getHeader("Accept"), false);
    checkSingle(accept, exchange.served());
    return accept;
  }

  static void checkSingle(Accept accept, ResourceType type) {
    if (accept.as() == Accept.As.PARTIAL_LIST) {
      throw Accept.notAcceptable(
          "you requested PartialObjectMetadataList, but the requested object is not a list (*"
              + goName(type)
              + ")");
    }
  }

  static void checkList(Accept accept, ResourceType type) {
    if (accept.as() == Accept.As.PARTIAL) {
      throw Accept.notAcceptable(
          "you requested PartialObjectMetadata, but the requested object is a list (*"
              + goName(type)
              + "List)");
    }
  }

  private static String goName(ResourceType type) {
    String group = type.group();
    int dot = group.indexOf('.');
    String name = group.isEmpty() ? "core" : dot < 0 ? group : group.substring(0, dot);
    return name + "." + type.kind();
  }

  /** Writes an object, or a Status, which no other form is made of. */
  public void write(
      Exchange exchange, Accept accept, int code, Document document, Warnings warnings)
      throws IOException {
    ResourceStrategy strategy = exchange.strategy();
    String kind = document.tree().path("kind").asString("");
    TableLayout layout =
        kind.equals(strategy.type().kind()) ? strategy.table() : TableLayout.NAME_AND_CREATED_AT;
    write(exchange, accept, code, document, warnings, layout);
  }

  /** As {@link #write}, for a subresource whose kind has columns of its own. */
  public void write(
      Exchange exchange,
      Accept accept,
      int code,
      Document document,
      Warnings warnings,
      TableLayout layout)
      throws IOException {
    HttpServletResponse response = exchange.response();
    addWarnings(response, warnings);
    boolean pretty = isPretty(exchange.request(), exchange.query());
    if (accept.as() == Accept.As.OBJECT && !accept.yaml() && !pretty) {
      send(exchange.request(), response, code, "application/json", exchange.shown(document).json());
      return;
    }
    ObjectNode shown = document.tree();
    if (!shown.path("kind").asString("").equals("Status")) {
      shown =
          switch (accept.as()) {
            case OBJECT -> exchange.shown(document).tree();
            case TABLE ->
                tables.single(
                    exchange.strategy(),
                    layout,
                    shown,
                    Tables.Include.parse(exchange.query().text("includeObject")),
                    accept.metaVersion());
            case PARTIAL, PARTIAL_LIST ->
                Tables.partial(exchange.strategy(), shown, accept.metaVersion());
          };
    }
    writeTree(exchange.request(), response, accept, code, shown, pretty);
  }

  static void writeTree(
      HttpServletRequest request,
      HttpServletResponse response,
      Accept accept,
      int code,
      JsonNode tree,
      boolean pretty)
      throws IOException {
    if (accept.yaml()) {
      send(request, response, code, "application/yaml", YamlWriter.write(tree));
    } else {
      send(
          request,
          response,
          code,
          "application/json",
          pretty
              ? KubeJson.TREES.writerWithDefaultPrettyPrinter().writeValueAsBytes(tree)
              : KubeJson.write(tree));
    }
  }

  /** Writes JSON for humans, of a kind that has no other form. */
  public static void writeIndented(Exchange exchange, JsonNode tree) throws IOException {
    send(
        exchange.request(),
        exchange.response(),
        200,
        "application/json",
        KubeJson.TREES.writerWithDefaultPrettyPrinter().writeValueAsBytes(tree));
  }

  private static void send(
      HttpServletRequest request, HttpServletResponse response, int code, String type, byte[] body)
      throws IOException {
    response.setStatus(code);
    response.setContentType(type);
    if (body.length > CompressedOutput.THRESHOLD) {
      try (CompressedOutput out = CompressedOutput.of(request, response)) {
        out.write(body);
      }
      return;
    }
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /** Asked for, or sent to something that a human reads. */
  static boolean isPretty(HttpServletRequest request, Query query) {
    String asked = query.first("pretty");
    if (asked != null && !asked.isEmpty()) {
      return switch (asked) {
        case "1", "t", "T", "true", "TRUE", "True" -> true;
        default -> false;
      };
    }
    String agent = request.getHeader("User-Agent");
    return agent != null
        && (agent.startsWith("curl")
            || agent.startsWith("Wget")
            || agent.startsWith("Mozilla/5.0"));
  }

  static void addWarnings(HttpServletResponse response, Warnings warnings) {
    int length = 0;
    for (String text : warnings.texts()) {
      length += text.length();
      if (length > WARNING_LIMIT) {
        return;
      }
      if (text.chars().anyMatch(Character::isISOControl)) {
        continue;
      }
      String quoted = "299 - \"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
      // A header is bytes: those of UTF-8, each as the one character that is written as it.
      response.addHeader(
          "Warning",
          new String(quoted.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    }
  }
}
