package dev.setpoint.common.informer;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.client.ListPage;
import dev.setpoint.common.client.StatusReader;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.json.KubeJson;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Feeds one informer: a loop that lists, then watches from the list's revision, and after a broken
 * watch goes on from the last revision it saw. 410 means that the history is gone: list again.
 */
final class WatchFeed<T extends HasMetadata> {

  private static final Logger log = LoggerFactory.getLogger(WatchFeed.class);
  private static final long FIRST_RETRY_MS = 200;
  private static final long LAST_RETRY_MS = 10_000;
  private static final int GONE = 410;

  private final CachedInformer<T> informer;
  private final ApiClient api;
  private final String fieldSelector;
  private final Duration silence;
  private final String name;
  private volatile boolean closed;
  private volatile boolean connected;
  private final AtomicLong lists = new AtomicLong();
  private volatile long heardAt;
  private volatile @Nullable InputStream stream;
  private @Nullable Thread loop;
  private @Nullable Thread watchdog;

  WatchFeed(CachedInformer<T> informer, ApiClient api, String fieldSelector, Duration silence) {
    this.informer = informer;
    this.api = api;
    this.fieldSelector = fieldSelector;
    this.silence = silence;
    this.name = informer.type().qualifiedName();
  }

  CachedInformer<T> informer() {
    return informer;
  }

  InformerState state() {
    return new InformerState(
        informer.type(),
        informer.hasSynced(),
        connected,
        informer.revision(),
        informer.size(),
        0,
        lists.get());
  }

  synchronized void start() {
    if (loop == null && !closed) {
      loop = Thread.ofVirtual().name("informer-" + name).start(this::run);
      watchdog = Thread.ofVirtual().name("informer-watchdog-" + name).start(this::guard);
    }
  }

  synchronized void close() {
    closed = true;
    cut();
    if (loop != null) {
      loop.interrupt();
    }
    if (watchdog != null) {
      watchdog.interrupt();
    }
  }

  private void run() {
    boolean listed = false;
    long retry = FIRST_RETRY_MS;
    while (!closed) {
      try {
        if (!listed) {
          ListPage all = api.listAll(informer.type(), "", fieldSelector);
          informer.replace(all.items(), all.revision());
          lists.incrementAndGet();
          listed = true;
        }
        watch();
        retry = FIRST_RETRY_MS;
      } catch (ApiException e) {
        if (e.code() == GONE) {
          log.info("The watch of {} fell behind: {}; listing again", name, e.message());
          listed = false;
        } else if (!closed) {
          log.info("Waiting for the API to follow {}: {}", name, e.message());
        }
      } catch (JacksonException | IllegalArgumentException e) {
        log.warn("The watch of {} brought no valid event; listing again", name, e);
        listed = false;
      } catch (IOException e) {
        log.debug("The watch of {} broke: {}", name, e.toString());
      }
      connected = false;
      if (!pause(retry)) {
        return;
      }
      retry = Math.min(LAST_RETRY_MS, retry * 2);
    }
  }

  /** Returns when the server ends the watch in good order. */
  private void watch() throws IOException {
    String selector =
        fieldSelector.isEmpty() ? "" : "&fieldSelector=" + ApiClient.encode(fieldSelector);
    long seconds = 300 + ThreadLocalRandom.current().nextLong(300);
    heardAt = System.nanoTime();
    try (InputStream opened =
            api.watch(
                informer.type(),
                "",
                "allowWatchBookmarks=true&timeoutSeconds="
                    + seconds
                    + "&resourceVersion="
                    + informer.revision()
                    + selector);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(opened, StandardCharsets.UTF_8))) {
      stream = opened;
      connected = true;
      for (String line = lines.readLine(); line != null && !closed; line = lines.readLine()) {
        heardAt = System.nanoTime();
        if (!line.isBlank()) {
          take(KubeJson.readObject(line.getBytes(StandardCharsets.UTF_8)));
        }
      }
    } finally {
      stream = null;
    }
  }

  private void take(ObjectNode event) {
    String type = event.path("type").asString("");
    JsonNode object = event.path("object");
    switch (type) {
      case "ERROR" -> throw StatusReader.toException(500, object);
      case "BOOKMARK" -> informer.advance(revision(object));
      default -> informer.apply(ChangeType.valueOf(type), revision(object), (ObjectNode) object);
    }
  }

  private static long revision(JsonNode object) {
    return Long.parseLong(object.path("metadata").path("resourceVersion").asString("0"));
  }

  /** Closes a stream that has gone silent: a half-open connection is never reported otherwise. */
  private void guard() {
    long ms = Math.max(50, silence.toMillis() / 4);
    while (!closed && pause(ms)) {
      if (stream != null && System.nanoTime() - heardAt > silence.toNanos()) {
        log.info("The watch of {} has been silent for {}; opening it anew", name, silence);
        cut();
      }
    }
  }

  private void cut() {
    InputStream open = stream;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        log.debug("Closing the watch of {} failed: {}", name, e.toString());
      }
    }
  }

  private static boolean pause(long ms) {
    try {
      Thread.sleep(ms);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }
}
