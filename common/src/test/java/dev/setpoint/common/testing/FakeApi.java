package dev.setpoint.common.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import dev.setpoint.common.json.KubeJson;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * A small API server over plain HTTP with one revision counter: enough of create, read, list,
 * update, patch, delete and watch for clients to be tested against, and switches to make it fail.
 */
public final class FakeApi implements AutoCloseable {

  private final HttpServer server;
  private final FakeStore store = new FakeStore();
  private final Path kubeconfig;
  private final List<BlockingQueue<String>> watchers = new CopyOnWriteArrayList<>();
  private final List<Consumer<FakeStore.Change>> listeners = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile boolean down;
  private volatile long forgottenUpTo;
  private volatile boolean mute;

  public FakeApi(Path dir) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext("/", this::handle);
      server.start();
      kubeconfig = dir.resolve("kubeconfig-" + server.getAddress().getPort());
      Files.writeString(
          kubeconfig,
          """
          apiVersion: v1
          kind: Config
          current-context: fake
          clusters: [{name: fake, cluster: {server: "http://127.0.0.1:%d"}}]
          users: [{name: fake, user: {token: secret}}]
          contexts: [{name: fake, context: {cluster: fake, user: fake}}]
          """
              .formatted(server.getAddress().getPort()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    store.listen(this::publish);
  }

  public Path kubeconfig() {
    return kubeconfig;
  }

  public ApiClient client() {
    return new ApiClient(kubeconfig, "test");
  }

  public FakeStore store() {
    return store;
  }

  /** Each request as {@code METHOD path?query}. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /** Called for every change, in order. */
  public void onChange(Consumer<FakeStore.Change> listener) {
    listeners.add(listener);
  }

  /** While down, every request is answered with 503 and watches are cut. */
  public void setDown(boolean down) {
    this.down = down;
    if (down) {
      cutWatches();
    }
  }

  public void cutWatches() {
    watchers.forEach(watcher -> watcher.add(""));
  }

  /** Watches from before the current revision are answered with 410. */
  public void forgetHistory() {
    forgottenUpTo = store.revision();
  }

  /** While mute, watches stay open and bring nothing: a half-open connection. */
  public void setMute(boolean mute) {
    this.mute = mute;
  }

  public <T extends HasMetadata> T put(T object) {
    return client().create(object);
  }

  private void publish(FakeStore.Change change) {
    listeners.forEach(listener -> listener.accept(change));
    if (!mute) {
      String line = FakeStore.watchLine(change);
      watchers.forEach(watcher -> watcher.add(line));
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    String target = exchange.getRequestURI().toString();
    requests.add(exchange.getRequestMethod() + " " + target);
    try (exchange) {
      try {
        serve(exchange);
      } catch (ApiException e) {
        answer(exchange, e.code(), status(e));
      }
    }
  }

  private void serve(HttpExchange exchange) throws IOException {
    if (down) {
      throw ApiException.unavailable("the fake is down");
    }
    Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
    if (query.containsKey("watch")) {
      watch(exchange, query);
      return;
    }
    byte[] body = exchange.getRequestBody().readAllBytes();
    ObjectNode answer =
        store.handle(
            exchange.getRequestMethod(),
            exchange.getRequestURI().getPath(),
            query,
            body.length == 0 ? KubeJson.TREES.createObjectNode() : KubeJson.readObject(body));
    answer(exchange, exchange.getRequestMethod().equals("POST") ? 201 : 200, answer);
  }

  private static void answer(HttpExchange exchange, int code, ObjectNode tree) throws IOException {
    byte[] bytes = KubeJson.write(tree);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private void watch(HttpExchange exchange, Map<String, String> query) throws IOException {
    long from = Long.parseLong(query.getOrDefault("resourceVersion", "0"));
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      if (from < forgottenUpTo) {
        ObjectNode event = KubeJson.TREES.createObjectNode().put("type", "ERROR");
        event.set(
            "object",
            status(
                new ApiException(
                    410, StatusReason.Expired, "too old resource version: " + from, null)));
        out.write(KubeJson.write(event));
        out.write('\n');
        return;
      }
      String collection = exchange.getRequestURI().getPath();
      for (FakeStore.Change change : store.since(from, () -> watchers.add(lines))) {
        lines.add(FakeStore.watchLine(change));
      }
      out.flush();
      for (String line = lines.take(); !line.isEmpty(); line = lines.take()) {
        if (FakeStore.belongsTo(line, collection)) {
          out.write(line.substring(line.indexOf('{')).getBytes(StandardCharsets.UTF_8));
          out.write('\n');
          out.flush();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      watchers.remove(lines);
    }
  }

  private static ObjectNode status(ApiException e) {
    ObjectNode status = KubeJson.TREES.createObjectNode();
    status.put("kind", "Status").put("apiVersion", "v1").put("status", "Failure");
    status.put("code", e.code()).put("message", e.message());
    if (e.reason() != null) {
      status.put("reason", e.reason().name());
    }
    return status;
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> query = new LinkedHashMap<>();
    if (raw != null) {
      for (String pair : raw.split("&")) {
        String[] parts = pair.split("=", 2);
        query.put(
            parts[0], parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
      }
    }
    return query;
  }

  @Override
  public void close() {
    cutWatches();
    server.stop(0);
    new ArrayList<>(watchers).forEach(watchers::remove);
  }
}
