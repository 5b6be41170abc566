package dev.setpoint.common.client;

import dev.setpoint.common.resource.ResourceType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Which resources the API serves, each in its preferred version, remembered for a while. */
public final class Discovery {

  private static final Duration FRESH = Duration.ofSeconds(30);

  /** A kind that is asked for and not served must not cost a round of requests each time. */
  private static final Duration NOT_AGAIN_WITHIN = Duration.ofSeconds(5);

  private final ApiClient api;
  private List<Resource> known = List.of();
  private long readAt;

  /** A served resource (no subresource) and what can be done with it. */
  public record Resource(ResourceType type, Set<String> verbs) {}

  public Discovery(ApiClient api) {
    this.api = api;
  }

  /** The resources as read within the last half minute. */
  public synchronized List<Resource> resources() {
    return known.isEmpty() || System.nanoTime() - readAt > FRESH.toNanos() ? refresh() : known;
  }

  /** The resources as they are now; throws an ApiException where any group cannot be read. */
  public synchronized List<Resource> refresh() {
    List<Resource> found = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    read("/api/v1", "", "v1", found, seen);
    for (JsonNode group : api.getRaw("/apis").path("groups")) {
      String name = group.path("name").asString();
      read(group.path("preferredVersion").path("version").asString(), name, found, seen);
      for (JsonNode version : group.path("versions")) {
        read(version.path("version").asString(), name, found, seen);
      }
    }
    known = List.copyOf(found);
    readAt = System.nanoTime();
    return known;
  }

  /** The resource of a kind; another version of the same group serves as well. */
  public Optional<ResourceType> find(String apiVersion, String kind) {
    Optional<ResourceType> type = find(resources(), apiVersion, kind);
    return type.isPresent() || age().compareTo(NOT_AGAIN_WITHIN) < 0
        ? type
        : find(refresh(), apiVersion, kind);
  }

  private synchronized Duration age() {
    return Duration.ofNanos(System.nanoTime() - readAt);
  }

  private static Optional<ResourceType> find(
      List<Resource> resources, String apiVersion, String kind) {
    int slash = apiVersion.indexOf('/');
    String group = slash < 0 ? "" : apiVersion.substring(0, slash);
    return resources.stream()
        .map(Resource::type)
        .filter(type -> type.group().equals(group) && type.kind().equals(kind))
        .findFirst();
  }

  private void read(String version, String group, List<Resource> found, Set<String> seen) {
    read("/apis/" + group + "/" + version, group, version, found, seen);
  }

  private void read(
      String path, String group, String version, List<Resource> found, Set<String> seen) {
    if (!seen.add(path)) {
      return;
    }
    for (JsonNode resource : api.getRaw(path).path("resources")) {
      String plural = resource.path("name").asString();
      if (!plural.contains("/") && seen.add(group + "|" + plural)) {
        Set<String> verbs = new HashSet<>();
        resource.path("verbs").forEach(verb -> verbs.add(verb.asString()));
        found.add(
            new Resource(
                new ResourceType(
                    group,
                    version,
                    plural,
                    resource.path("kind").asString(),
                    resource.path("namespaced").asBoolean()),
                verbs));
      }
    }
  }
}
