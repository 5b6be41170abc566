package dev.setpoint.scheduler.extender;

import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * An extender, by kube-scheduler's names.
 *
 * @param urlPrefix what the verbs are appended to
 * @param filterVerb empty where it doesn't filter; likewise the others
 * @param weight what its scores are multiplied by
 * @param nodeCacheCapable whether it knows the Nodes itself and is told their names only
 * @param managedResources only Pods that ask for one of these concern it; empty for all Pods
 * @param ignorable whether Pods are placed without it while it fails
 */
public record ExtenderProperties(
    URI urlPrefix,
    @DefaultValue("") String filterVerb,
    @DefaultValue("") String prioritizeVerb,
    @DefaultValue("") String bindVerb,
    @DefaultValue("1") int weight,
    @DefaultValue("5s") Duration httpTimeout,
    @DefaultValue("false") boolean nodeCacheCapable,
    @DefaultValue Set<String> managedResources,
    @DefaultValue("false") boolean ignorable) {

  public ExtenderProperties {
    if (weight < 1 || !httpTimeout.isPositive()) {
      throw new IllegalArgumentException(
          "extender " + urlPrefix + ": want weight >= 1 and http-timeout > 0");
    }
  }
}
