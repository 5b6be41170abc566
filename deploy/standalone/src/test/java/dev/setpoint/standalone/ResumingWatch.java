package dev.setpoint.standalone;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ResourceType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A plain HTTP watch that goes on from the last revision it saw, whatever happens to the server.
 */
final class ResumingWatch implements AutoCloseable {

  /** What a watcher was told. */
  record Event(String type, String name, long revision) {}

  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final List<String> errors = new CopyOnWriteArrayList<>();
  private final ApiClient api;
  private final ResourceType type;
  private final String namespace;
  private final Thread thread;
  private volatile boolean begun;
  private volatile boolean closed;
  private volatile String last;

  ResumingWatch(ApiClient api, ResourceType type, String namespace, String revision) {
    this.api = api;
    this.type = type;
    this.namespace = namespace;
    this.last = revision;
    this.thread = Thread.startVirtualThread(this::run);
  }

  /** Whether a server has taken it up. */
  boolean begun() {
    return begun;
  }

  List<Event> events() {
    return List.copyOf(events);
  }

  /** Watch errors, such as an expired revision. */
  List<String> errors() {
    return List.copyOf(errors);
  }

  private void run() {
    while (!closed) {
      try (InputStream stream =
              api.watch(type, namespace, "allowWatchBookmarks=true&resourceVersion=" + last);
          BufferedReader lines =
              new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
        begun = true;
        for (String line = lines.readLine(); line != null && !closed; line = lines.readLine()) {
          accept(KubeJson.TREES.readTree(line));
        }
      } catch (ApiException | IOException | UncheckedIOException | JacksonException e) {
        pause(); // the server is gone or cut a line short: what was not read whole is asked for
        // again
      }
    }
  }

  private void accept(JsonNode event) {
    String kind = event.path("type").asString("");
    JsonNode metadata = event.at("/object/metadata");
    if (kind.equals("ERROR")) {
      errors.add(event.toString());
      return;
    }
    last = metadata.path("resourceVersion").asString("");
    if (!kind.equals("BOOKMARK")) {
      events.add(new Event(kind, metadata.path("name").asString(""), Long.parseLong(last)));
    }
  }

  private void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(50);
    } catch (InterruptedException e) {
      closed = true;
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
