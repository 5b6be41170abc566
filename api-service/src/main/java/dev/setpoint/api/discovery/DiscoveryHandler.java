package dev.setpoint.api.discovery;

import dev.setpoint.api.discovery.ApiGroups.ApiGroup;
import dev.setpoint.api.discovery.ApiGroups.Version;
import dev.setpoint.api.registry.ResourceRegistry;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.rest.RequestInfo;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import dev.setpoint.common.json.KubeJson;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** {@code /api}, {@code /apis} and the group versions below them. */
@Component
final class DiscoveryHandler implements PathHandler {

  private static final String JSON = "application/json";

  private final ResourceRegistry registry;
  private volatile Served served;

  /** Documents are rendered once for each state of the registry. */
  private record Served(
      List<ResourceStrategy> strategies, List<ApiGroup> groups, Map<String, Document> documents) {}

  private record Document(byte[] bytes, String tag) {}

  DiscoveryHandler(ResourceRegistry registry) {
    this.registry = registry;
    this.served = build(registry.all());
  }

  @Override
  public boolean handle(RequestInfo info, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String path = info.path();
    while (path.length() > 1 && path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    boolean core = path.equals("/api") || path.startsWith("/api/");
    if (path.startsWith("//") || !(core || path.equals("/apis") || path.startsWith("/apis/"))) {
      return false;
    }
    String[] parts = path.substring(1).split("/", -1);
    Served now = current();
    if (parts.length == 1) {
      root(now, core, request, response);
      return true;
    }
    String groupName = core ? "" : parts[1];
    Optional<ApiGroup> group =
        now.groups().stream().filter(g -> g.name().equals(groupName)).findFirst();
    if (!core && group.isEmpty()) {
      return false;
    }
    if (!core && parts.length == 2) {
      plain(now, path, request, response, () -> DiscoveryDocuments.group(group.orElseThrow()));
      return true;
    }
    String versionName = parts[core ? 1 : 2];
    Version version =
        group.stream()
            .flatMap(g -> g.versions().stream())
            .filter(v -> v.name().equals(versionName))
            .findFirst()
            .orElseThrow(ApiException::noSuchResource);
    plain(now, path, request, response, () -> DiscoveryDocuments.resourceList(version));
    return true;
  }

  private void root(
      Served now, boolean core, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Answers.requireGet(request);
    for (AcceptHeader.Range range : AcceptHeader.parse(request.getHeader("Accept")).ranges()) {
      String version = aggregatedVersion(range);
      if (version != null) {
        aggregated(now, core, version, request, response);
        return;
      }
      if (range.matches(JSON) && range.parameter("as").isEmpty()) {
        String address = request.getLocalAddr() + ":" + request.getLocalPort();
        Answers.bytes(
            response,
            200,
            JSON,
            KubeJson.write(
                core
                    ? DiscoveryDocuments.coreVersions(now.groups(), address)
                    : DiscoveryDocuments.groupList(now.groups())));
        return;
      }
    }
    throw notAcceptable();
  }

  /** Null unless the clause asks for aggregated discovery in a version we speak. */
  private static @Nullable String aggregatedVersion(AcceptHeader.Range range) {
    String version = range.parameter("v");
    return range.matches(JSON)
            && range.parameter("as").equals("APIGroupDiscoveryList")
            && range.parameter("g").equals("apidiscovery.k8s.io")
            && (version.equals("v2") || version.equals("v2beta1"))
        ? version
        : null;
  }

  private static void aggregated(
      Served now,
      boolean core,
      String version,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    Document document =
        now.documents()
            .computeIfAbsent(
                (core ? "core " : "groups ") + version,
                k -> document(DiscoveryDocuments.aggregated(now.groups(), core, version)));
    response.setHeader("Vary", "Accept");
    response.setHeader("Cache-Control", "public");
    response.setHeader("ETag", document.tag());
    if (Answers.holds(request, document.tag())) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    Answers.bytes(
        response,
        200,
        JSON + ";g=apidiscovery.k8s.io;v=" + version + ";as=APIGroupDiscoveryList",
        document.bytes());
  }

  private static void plain(
      Served now,
      String path,
      HttpServletRequest request,
      HttpServletResponse response,
      Supplier<JsonNode> render)
      throws IOException {
    Answers.requireGet(request);
    if (!AcceptHeader.parse(request.getHeader("Accept")).accepts(JSON)) {
      throw notAcceptable();
    }
    Document document = now.documents().computeIfAbsent(path, k -> document(render.get()));
    Answers.bytes(response, 200, JSON, document.bytes());
  }

  private static Document document(JsonNode tree) {
    byte[] bytes = KubeJson.write(tree);
    return new Document(bytes, "\"" + Answers.hash(bytes) + "\"");
  }

  private static ApiException notAcceptable() {
    return new ApiException(
        406,
        StatusReason.NotAcceptable,
        "only the following media types are accepted: application/json, application/yaml,"
            + " application/vnd.kubernetes.protobuf",
        null);
  }

  private Served current() {
    Served now = served;
    List<ResourceStrategy> strategies = registry.all();
    // The registry hands out the same list until kinds are added or removed.
    if (!isSame(now.strategies(), strategies)) {
      now = build(strategies);
      served = now;
    }
    return now;
  }

  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(List<ResourceStrategy> a, List<ResourceStrategy> b) {
    return a == b;
  }

  private static Served build(List<ResourceStrategy> strategies) {
    return new Served(strategies, ApiGroups.of(strategies), new ConcurrentHashMap<>());
  }
}
