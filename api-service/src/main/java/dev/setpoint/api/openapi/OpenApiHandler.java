package dev.setpoint.api.openapi;

import dev.setpoint.api.discovery.AcceptHeader;
import dev.setpoint.api.discovery.Answers;
import dev.setpoint.api.discovery.PathHandler;
import dev.setpoint.api.openapi.OpenApiCache.Document;
import dev.setpoint.api.rest.Query;
import dev.setpoint.api.rest.RequestInfo;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.springframework.stereotype.Component;

/**
 * {@code /openapi/v3} and {@code /openapi/v2}. A document asked for by its hash never changes, so
 * clients may keep it for good; the index tells them the hashes of today.
 */
@Component
final class OpenApiHandler implements PathHandler {

  private static final String JSON = "application/json";

  /** kubectl up to 1.28 insists on protobuf here, but is content with an empty message. */
  private static final String V2_PROTOBUF =
      "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

  private final OpenApiCache cache;
  private final Clock clock;

  OpenApiHandler(OpenApiCache cache, Clock clock) {
    this.cache = cache;
    this.clock = clock;
  }

  @Override
  public boolean handle(RequestInfo info, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String path = info.path();
    if (path.equals("/openapi/v2")) {
      Answers.requireGet(request);
      v2(request, response);
      return true;
    }
    if (path.equals("/openapi/v3") || path.equals("/openapi/v3/")) {
      Answers.requireGet(request);
      send(cache.current().index(), request, response);
      return true;
    }
    if (path.startsWith("/openapi/v3/")) {
      Answers.requireGet(request);
      v3(path.substring("/openapi/v3/".length()), request, response);
      return true;
    }
    return false;
  }

  private void v3(String name, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Document document = cache.current().v3(name);
    if (document == null) {
      response.setStatus(404);
      return;
    }
    String asked = Query.parse(request.getQueryString()).text("hash");
    if (!asked.isEmpty() && !asked.equals(document.hash())) {
      response.setStatus(301);
      response.setHeader("Location", "/openapi/v3/" + name + "?hash=" + document.hash());
      return;
    }
    if (!asked.isEmpty()) {
      response.setHeader("Cache-Control", "public, immutable");
      response.setHeader(
          "Expires",
          DateTimeFormatter.RFC_1123_DATE_TIME.format(
              clock.instant().plus(Duration.ofDays(365)).atOffset(ZoneOffset.UTC)));
    }
    send(document, request, response);
  }

  private void v2(HttpServletRequest request, HttpServletResponse response) throws IOException {
    AcceptHeader accept = AcceptHeader.parse(request.getHeader("Accept"));
    for (AcceptHeader.Range range : accept.ranges()) {
      if (range.type().startsWith("application/com.github.proto-openapi.spec.v2")) {
        Answers.bytes(response, 200, V2_PROTOBUF, new byte[0]);
        return;
      }
      if (range.matches(JSON)) {
        send(cache.current().v2(), request, response);
        return;
      }
    }
    response.setStatus(406);
  }

  private static void send(
      Document document, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String tag = "\"" + document.hash() + "\"";
    response.setHeader("ETag", tag);
    response.setHeader("Vary", "Accept");
    if (Answers.holds(request, tag)) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    if (!AcceptHeader.parse(request.getHeader("Accept")).accepts(JSON)) {
      response.setStatus(406);
      return;
    }
    Answers.bytes(response, 200, JSON, document.bytes());
  }
}
