package dev.setpoint.common.client;

import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import dev.setpoint.common.resource.ResourceTypes;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Blocking calls to the API with plain outcomes: the object, or an ApiException carrying the
 * Status. The kubeconfig is read at the first call, and again after a 401 if it was rewritten.
 */
public final class ApiClient {

  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final int PAGE = 500;

  private final Path kubeconfig;
  private final String userAgent;
  private final BooleanSupplier mayWrite;
  private final AtomicReference<@Nullable Connection> connection;

  public ApiClient(Path kubeconfig, String userAgent) {
    this(kubeconfig, userAgent, () -> true, new AtomicReference<>());
  }

  private ApiClient(
      Path kubeconfig,
      String userAgent,
      BooleanSupplier mayWrite,
      AtomicReference<@Nullable Connection> connection) {
    this.kubeconfig = kubeconfig;
    this.userAgent = userAgent;
    this.mayWrite = mayWrite;
    this.connection = connection;
  }

  /** The same client, but writes are refused with a 503 whenever {@code mayWrite} says no. */
  public ApiClient fenced(BooleanSupplier mayWrite) {
    return new ApiClient(kubeconfig, userAgent, mayWrite, connection);
  }

  public <T extends HasMetadata> T get(Class<T> type, ObjectKey key) {
    return typed(send("GET", path(ResourceTypes.of(type), key, ""), null, null), type);
  }

  /** The object, or null where the API says 404. */
  public <T extends HasMetadata> @Nullable T find(Class<T> type, ObjectKey key) {
    ObjectNode tree = find(ResourceTypes.of(type), key);
    return tree == null ? null : typed(tree, type);
  }

  /** The object's tree, or null where the API says 404. */
  public @Nullable ObjectNode find(ResourceType type, ObjectKey key) {
    try {
      return send("GET", path(type, key, ""), null, null);
    } catch (ApiException e) {
      if (e.reason() == StatusReason.NotFound) {
        return null;
      }
      throw e;
    }
  }

  public <T extends HasMetadata> T create(T object) {
    Class<T> type = classOf(object);
    String path = ResourceTypes.of(type).collectionPath(ObjectKey.of(object).namespace());
    return typed(send("POST", path, KubeJson.toTree(object), "application/json"), type);
  }

  /** Replaces the object; its resourceVersion, if set, must still be current. */
  public <T extends HasMetadata> T update(T object) {
    return replace(object, "");
  }

  public <T extends HasMetadata> T updateStatus(T object) {
    return replace(object, "status");
  }

  private <T extends HasMetadata> T replace(T object, String subresource) {
    Class<T> type = classOf(object);
    String path = path(ResourceTypes.of(type), ObjectKey.of(object), subresource);
    return typed(send("PUT", path, KubeJson.toTree(object), "application/json"), type);
  }

  public <T extends HasMetadata> T patch(
      Class<T> type, ObjectKey key, PatchType how, JsonNode patch) {
    return typed(patch(ResourceTypes.of(type), key, "", how, patch), type);
  }

  public ObjectNode patch(
      ResourceType type, ObjectKey key, String subresource, PatchType how, JsonNode patch) {
    return send("PATCH", path(type, key, subresource), patch, how.mediaType());
  }

  /** Creates at an object's subresource, for example a Pod's {@code binding}. */
  public ObjectNode post(ResourceType type, ObjectKey key, String subresource, ObjectNode body) {
    return send("POST", path(type, key, subresource), body, "application/json");
  }

  /** Writes a tree to an object's subresource, for example a Namespace's {@code finalize}. */
  public ObjectNode put(ResourceType type, ObjectKey key, String subresource, ObjectNode body) {
    return send("PUT", path(type, key, subresource), body, "application/json");
  }

  public void delete(ResourceType type, ObjectKey key, DeleteOptions options) {
    send("DELETE", path(type, key, ""), options.toTree(), "application/json");
  }

  public void delete(HasMetadata object, DeleteOptions options) {
    delete(ResourceTypes.of(object.getClass()), ObjectKey.of(object), options);
  }

  public void deleteCollection(ResourceType type, String namespace, DeleteOptions options) {
    send("DELETE", type.collectionPath(namespace), options.toTree(), "application/json");
  }

  /** One page; {@code query} is a raw query string, such as a limit or a selector. */
  public ListPage listPage(ResourceType type, String namespace, String query) {
    String path = type.collectionPath(namespace);
    ObjectNode list = send("GET", query.isEmpty() ? path : path + "?" + query, null, null);
    String kind = type.kind();
    List<ObjectNode> items = new ArrayList<>();
    for (JsonNode item : list.path("items")) {
      ObjectNode object = (ObjectNode) item;
      if (!object.has("kind")) { // lists leave out what all their items share
        object.put("kind", kind).put("apiVersion", type.apiVersion());
      }
      items.add(object);
    }
    JsonNode meta = list.path("metadata");
    String version = meta.path("resourceVersion").asString("0");
    return new ListPage(
        version.isEmpty() ? 0 : Long.parseLong(version), meta.path("continue").asString(""), items);
  }

  /** All pages of a consistent list at one revision. */
  public ListPage listAll(ResourceType type, String namespace, String fieldSelector) {
    String selector = fieldSelector.isEmpty() ? "" : "&fieldSelector=" + encode(fieldSelector);
    List<ObjectNode> items = new ArrayList<>();
    String next = "";
    while (true) {
      String from = next.isEmpty() ? "" : "&continue=" + encode(next);
      ListPage page = listPage(type, namespace, "limit=" + PAGE + selector + from);
      items.addAll(page.items());
      next = page.next();
      if (next.isEmpty()) {
        return new ListPage(page.revision(), "", items);
      }
    }
  }

  /** Any GET of JSON, for example discovery. */
  public ObjectNode getRaw(String path) {
    return send("GET", path, null, null);
  }

  /** The certificate (PEM) that the API's own is verified with; empty for a plain HTTP server. */
  public String caCertificate() {
    return connect().caPem();
  }

  /** Opens a stream of watch events, a JSON document a line; the caller closes it. */
  public InputStream watch(ResourceType type, String namespace, String query) {
    Connection to = connect();
    HttpRequest request =
        request(to, "GET", type.collectionPath(namespace) + "?watch=true&" + query, null, null);
    HttpResponse<InputStream> response = exchange(to, request, BodyHandlers.ofInputStream());
    try {
      if (response.statusCode() != 200) {
        try (InputStream body = response.body()) {
          throw failure(to, response.statusCode(), body.readAllBytes());
        }
      }
    } catch (IOException e) {
      throw unreachable(to, e);
    }
    return response.body();
  }

  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String path(ResourceType type, ObjectKey key, String subresource) {
    String path = type.collectionPath(key.namespace()) + "/" + key.name();
    return subresource.isEmpty() ? path : path + "/" + subresource;
  }

  @SuppressWarnings("unchecked")
  private static <T extends HasMetadata> Class<T> classOf(T object) {
    return (Class<T>) object.getClass();
  }

  private static <T> T typed(JsonNode tree, Class<T> type) {
    return KubeJson.toTyped(tree, type);
  }

  private ObjectNode send(
      String method, String path, @Nullable JsonNode body, @Nullable String mediaType) {
    if (!method.equals("GET") && !mayWrite.getAsBoolean()) {
      throw ApiException.unavailable("not the leader: " + method + " " + path + " was not sent");
    }
    Connection to = connect();
    HttpResponse<byte[]> response =
        exchange(to, request(to, method, path, body, mediaType), BodyHandlers.ofByteArray());
    if (response.statusCode() >= 300) {
      throw failure(to, response.statusCode(), response.body());
    }
    return KubeJson.readObject(response.body());
  }

  private HttpRequest request(
      Connection to,
      String method,
      String path,
      @Nullable JsonNode body,
      @Nullable String mediaType) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(to.server() + path))
            .timeout(DEADLINE)
            .header("Accept", "application/json")
            .header("User-Agent", userAgent)
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(KubeJson.write(body)));
    if (to.token() != null) {
      request.header("Authorization", "Bearer " + to.token());
    }
    if (mediaType != null) {
      request.header("Content-Type", mediaType);
    }
    return request.build();
  }

  private <B> HttpResponse<B> exchange(
      Connection to, HttpRequest request, HttpResponse.BodyHandler<B> handler) {
    try {
      return to.http().send(request, handler);
    } catch (IOException e) {
      throw unreachable(to, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiException.unavailable("interrupted while waiting for " + to.server());
    }
  }

  private static ApiException unreachable(Connection to, IOException e) {
    ApiException failure =
        ApiException.unavailable(to.server() + " cannot be reached: " + describe(e));
    failure.initCause(e);
    return failure;
  }

  private static String describe(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private Connection connect() {
    Connection current = connection.get();
    if (current != null) {
      return current;
    }
    Connection opened = Connection.open(kubeconfig);
    return connection.compareAndSet(null, opened) ? opened : connect();
  }

  private ApiException failure(Connection to, int code, byte[] body) {
    if (code == 401 && to.olderThan(kubeconfig)) {
      connection.compareAndSet(to, null); // the next call reads the new credentials
    }
    try {
      return StatusReader.toException(code, KubeJson.readObject(body));
    } catch (JacksonException | ClassCastException e) {
      return new ApiException(
          code, null, code + " " + new String(body, StandardCharsets.UTF_8).strip(), null);
    }
  }
}
