package dev.setpoint.api.rest;

import dev.setpoint.api.pipeline.Document;
import dev.setpoint.api.selector.Selection;
import dev.setpoint.api.upgrade.WebSockets;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Streams a watch as JSON lines, on the request's own virtual thread. */
@Component
final class WatchStreamer {

  private static final int MIN_TIMEOUT_SECONDS = 1800;
  private static final Duration CHECK = Duration.ofSeconds(5);
  private static final int BATCH = 256;
  private static final Logger log = LoggerFactory.getLogger(WatchStreamer.class);

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
    Encoder encoder = new Encoder(exchange, accept, include);
    Stream stream = new Stream(opened, refused, encoder, end);
    if (WebSockets.isAskedFor(exchange.request())) {
      WatchSocket.open(exchange, socket -> stream.runQuietly(socket));
      return;
    }
    HttpServletResponse response = exchange.response();
    response.setStatus(200);
    response.setContentType("application/json");
    // The head tells a client that the watch stands before anything happens.
    response.flushBuffer();
    stream.run(new JsonLines(response.getOutputStream(), ClientProbe.of(exchange.request())));
  }

  /** One watch that was opened, or that was refused in a way that its stream has to tell. */
  private final class Stream {
    private final @Nullable Watcher opened;
    private final @Nullable ApiException refused;
    private final Encoder encoder;
    private final long end;

    Stream(@Nullable Watcher opened, @Nullable ApiException refused, Encoder encoder, long end) {
      this.opened = opened;
      this.refused = refused;
      this.encoder = encoder;
      this.end = end;
    }

    void run(EventSink sink) throws IOException {
      if (opened == null) {
        if (refused != null) {
          sink.send("ERROR", KubeJson.write(StatusResponse.tree(refused)));
          sink.flush();
        }
        return;
      }
      try (Watcher watcher = opened;
          LongRequests.Running watch = running.enter()) {
        pump(watcher, watch, encoder, sink, end);
      }
    }

    void runQuietly(EventSink sink) {
      try {
        run(sink);
      } catch (IOException e) {
        log.debug("A watch ended: {}", e.getMessage());
      }
    }
  }

  /** The events as lines of one long answer. */
  private record JsonLines(OutputStream out, BooleanSupplier gone) implements EventSink {
    @Override
    public void send(String type, byte[] object) throws IOException {
      out.write(("{\"type\":\"" + type + "\",\"object\":").getBytes(StandardCharsets.UTF_8));
      out.write(object);
      out.write('}');
      out.write('\n');
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public boolean isGone() {
      return gone.getAsBoolean();
    }
  }

  private static void pump(
      Watcher watcher, LongRequests.Running watch, Encoder encoder, EventSink out, long end)
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
          if (out.isGone()) {
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
    Boolean initial = options.sendInitialEvents();
    WatchQuery.Initial first =
        initial == null
            ? WatchQuery.Initial.EVENTS
            : initial ? WatchQuery.Initial.MARKED : WatchQuery.Initial.NONE;
    return new WatchQuery(
        type,
        namespace.isEmpty() ? null : namespace,
        name,
        selection.filter(),
        // Not older than asked for: the newest state never is.
        first == WatchQuery.Initial.MARKED && after > 0 ? -1 : after,
        options.bookmarks(),
        first);
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
      this.columns = tables.columns(exchange.strategy().table());
    }

    void write(EventSink out, WatchEvent event) throws IOException {
      boolean bookmark = event.type() == WatchEvent.Type.BOOKMARK;
      byte[] object =
          switch (accept.as()) {
            case OBJECT -> bookmark ? KubeJson.write(standIn(event)) : shown(event.object()).json();
            case PARTIAL, PARTIAL_LIST ->
                KubeJson.write(
                    Tables.partial(
                        exchange.strategy(),
                        bookmark ? standIn(event) : event.object().tree(),
                        accept.metaVersion()));
            case TABLE -> table(event, bookmark);
          };
      out.send(event.type().name(), object);
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

    private ObjectNode standIn(WatchEvent event) {
      ObjectNode node = KubeJson.TREES.createObjectNode();
      node.put("kind", exchange.served().kind()).put("apiVersion", exchange.served().apiVersion());
      ObjectNode metadata = node.putObject("metadata");
      metadata
          .put("resourceVersion", String.valueOf(event.object().revision()))
          .putNull("creationTimestamp");
      if (event.endsInitial()) {
        metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
      }
      return node;
    }
  }
}
