package dev.setpoint.scheduler.snapshot;

import java.util.Map;

/**
 * What selectors see of a Pod. Replicas have equal ones, so a selector is matched once per distinct
 * value instead of once per Pod: hence the cached hash, and the interning in ClusterCache.
 */
public final class PodLabels {

  private final String namespace;
  private final Map<String, String> labels;
  private final int hash;

  public PodLabels(String namespace, Map<String, String> labels) {
    this.namespace = namespace;
    this.labels = Map.copyOf(labels);
    this.hash = 31 * namespace.hashCode() + this.labels.hashCode();
  }

  public String namespace() {
    return namespace;
  }

  public Map<String, String> labels() {
    return labels;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof PodLabels that
            && hash == that.hash
            && namespace.equals(that.namespace)
            && labels.equals(that.labels));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return namespace + labels;
  }
}
