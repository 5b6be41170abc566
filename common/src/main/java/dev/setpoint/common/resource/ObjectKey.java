package dev.setpoint.common.resource;

import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * Namespace and name of an object; the namespace of a cluster-scoped object is the empty string.
 */
public record ObjectKey(String namespace, String name) implements Comparable<ObjectKey> {

  public static ObjectKey of(HasMetadata object) {
    String namespace = object.getMetadata().getNamespace();
    return new ObjectKey(namespace == null ? "" : namespace, object.getMetadata().getName());
  }

  /** Reads {@code namespace/name}, or {@code name} alone. */
  public static ObjectKey parse(String text) {
    int slash = text.indexOf('/');
    return slash < 0
        ? new ObjectKey("", text)
        : new ObjectKey(text.substring(0, slash), text.substring(slash + 1));
  }

  /** Orders by namespace, then name, as lists and continue tokens do. */
  @Override
  public int compareTo(ObjectKey other) {
    int byNamespace = namespace.compareTo(other.namespace);
    return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
  }

  /** {@code namespace/name}, or {@code name} alone for a cluster-scoped object: the Kafka key. */
  @Override
  public String toString() {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }
}
