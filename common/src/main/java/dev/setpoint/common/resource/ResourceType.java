package dev.setpoint.common.resource;

/**
 * A served resource of one API version, as discovery names it.
 *
 * @param group API group; empty for the core group
 * @param version for example {@code v1}
 * @param plural path segment, for example {@code pods}
 * @param kind for example {@code Pod}
 * @param namespaced whether objects live in a namespace
 */
public record ResourceType(
    String group, String version, String plural, String kind, boolean namespaced) {

  /** The {@code apiVersion} of an object: {@code v1} or {@code apps/v1}. */
  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** {@code pods} or {@code deployments.apps}: the name in error messages, storage and topics. */
  public String qualifiedName() {
    return group.isEmpty() ? plural : plural + "." + group;
  }

  /** The Kafka topic that carries every change of this resource. */
  public String topic() {
    return "setpoint." + qualifiedName();
  }

  /** {@code /api/v1} or {@code /apis/apps/v1}. */
  public String groupVersionPath() {
    return group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
  }

  /** The collection's path; {@code namespace} is ignored for cluster-scoped resources. */
  public String collectionPath(String namespace) {
    return namespaced && !namespace.isEmpty()
        ? groupVersionPath() + "/namespaces/" + namespace + "/" + plural
        : groupVersionPath() + "/" + plural;
  }
}
