package dev.setpoint.api.rest;

import dev.setpoint.api.pipeline.Document;
import dev.setpoint.api.selector.Selection;
import dev.setpoint.api.watch.CachedObject;
import dev.setpoint.api.watch.WatchEvent;
import dev.setpoint.api.watch.WatchHub;
import dev.setpoint.api.watch.WatchQuery;
import dev.setpoint.api.watch.Watcher;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ResourceType;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Streams a watch as JSON lines, on the request's own virtual thread. */
@Component
final class WatchStreamer {

  private static final int MIN_TIMEOUT_SECONDS = 1800;
  private static final Duration CHECK = Duration.ofSeconds(5);
  private static final int BATCH = 256;

  private final WatchHub hub;
  private final Tables tables;
  private final LongRequests running;

  WatchStreamer(WatchHub hub, Tables tables, LongRequests running) {
    this.hub = hub;
    this.tables = tables;
    this.running = running;
  }

  void stream(Exchange exchange, Accept accept, ListOptions options) throws IOException {
    Tables.Include include =
        accept.as() == Accept.As.TABLE
            ? Tables.Include.parse(exchange.query().text("includeObject"))
            : Tables.Include.NONE;
    WatchQuery query = query(exchange, options);
    long seconds =
        options.timeoutSeconds() != null && options.timeoutSeconds() > 0
            ? options.timeoutSeconds()
            : ThreadLocalRandom.current().nextLong(MIN_TIMEOUT_SECONDS, 2 * MIN_TIMEOUT_SECONDS);
    long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();

    Watcher opened = null;
    ApiException refused = null;
    try {
      opened = hub.open(query);
    } catch (ApiException e) {
      if (e.code() != 410) {
        throw e;
      }
      refused = e;
    }
    HttpServletResponse response = exchange.response();
    response.setStatus(200);
    response.setContentType("application/json");
    Encoder encoder = new Encoder(exchange, accept, include);
    OutputStream out = response.getOutputStream();
    if (opened == null) {
      if (refused != null) {
        encoder.event(out, "ERROR", KubeJson.write(StatusResponse.tree(refused)));
      }
      return;
    }
    // The head tells a client that the watch stands before anything happens.
    response.flushBuffer();
    try (Watcher watcher = opened;
        LongRequests.Running watch = running.enter()) {
      pump(watcher, watch, encoder, out, end, ClientProbe.of(exchange.request()));
    }
  }

  private static void pump(
      Watcher watcher,
      LongRequests.Running watch,
      Encoder encoder,
      OutputStream out,
      long end,
      BooleanSupplier clientIsGone)
      throws IOException {
    try {
      while (!watch.isStopping()) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          return;
        }
        Duration wait = Duration.ofNanos(Math.min(left, CHECK.toNanos()));
        WatchEvent event = watcher.next(wait);
        if (event == null) {
          if (clientIsGone.getAsBoolean()) {
            return;
          }
          continue;
        }
        for (int i = 0; event != null && i < BATCH; i++) {
          encoder.write(out, event);
          event = i + 1 < BATCH ? watcher.next(Duration.ZERO) : null;
        }
        out.flush();
      }
    } catch (InterruptedException e) {
      // Shutting down: the client resumes elsewhere from the last revision it saw.
      Thread.currentThread().interrupt();
    } catch (Watcher.WatchClosed e) {
      out.flush();
    }
  }

  private static WatchQuery query(Exchange exchange, ListOptions options) {
    ResourceType type = exchange.type();
    Selection selection = options.selection();
    String namespace = exchange.namespace();
    if (type.namespaced() && namespace.isEmpty() && selection.namespace() != null) {
      namespace = selection.namespace();
    }
    String name = exchange.info().named() ? exchange.name() : selection.name();
    long after =
        options.resourceVersion().isEmpty() ? -1 : Versions.parse(options.resourceVersion());
    return new WatchQuery(
        type,
        namespace.isEmpty() ? null : namespace,
        name,
        selection.filter(),
        after,
        options.bookmarks());
  }

  /** Turns events into lines. */
  private final class Encoder {
    private final Exchange exchange;
    private final Accept accept;
    private final Tables.Include include;
    private @Nullable JsonNode columns;

    Encoder(Exchange exchange, Accept accept, Tables.Include include) {
      this.exchange = exchange;
      this.accept = accept;
      this.include = include;
      this.columns = tables.columns(exchange.strategy());
    }

    void write(OutputStream out, WatchEvent event) throws IOException {
      boolean bookmark = event.type() == WatchEvent.Type.BOOKMARK;
      byte[] object =
          switch (accept.as()) {
            case OBJECT -> bookmark ? bookmark(event.object()) : shown(event.object()).json();
            case PARTIAL, PARTIAL_LIST ->
                KubeJson.write(
                    Tables.partial(
                        bookmark ? standIn(event.object()) : shown(event.object()).tree(),
                        accept.metaVersion()));
            case TABLE -> table(event, bookmark);
          };
      event(out, event.type().name(), object);
    }

    void event(OutputStream out, String type, byte[] object) throws IOException {
      out.write(("{\"type\":\"" + type + "\",\"object\":").getBytes(StandardCharsets.UTF_8));
      out.write(object);
      out.write('}');
      out.write('\n');
    }

    private byte[] table(WatchEvent event, boolean bookmark) {
      String version = String.valueOf(event.object().revision());
      ObjectNode table = Tables.empty(version, accept.metaVersion());
      if (columns != null) {
        table.set("columnDefinitions", columns);
        columns = null;
      }
      if (!bookmark) {
        table
            .putArray("rows")
            .add(
                tables.row(
                    exchange.strategy(), event.object().tree(), include, accept.metaVersion()));
      }
      return KubeJson.write(table);
    }

    private Document shown(CachedObject object) {
      return exchange.shown(Document.of(object));
    }

    private byte[] bookmark(CachedObject object) {
      return KubeJson.write(standIn(object));
    }

    private ObjectNode standIn(CachedObject object) {
      ObjectNode node = KubeJson.TREES.createObjectNode();
      node.put("kind", exchange.served().kind()).put("apiVersion", exchange.served().apiVersion());
      node.putObject("metadata")
          .put("resourceVersion", String.valueOf(object.revision()))
          .putNull("creationTimestamp");
      return node;
    }
  }
}
