package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.defaultNumber;
import static dev.setpoint.api.registry.Trees.defaultText;
import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What Kubernetes fills into the spec of a Pod and of a Pod template alike
 * (k8s.io/kubernetes/pkg/apis/core/v1/defaults.go).
 */
public final class PodSpecDefaults {

  private PodSpecDefaults() {}

  /** Fills the spec of a template, made when it is missing. */
  public static void applyToTemplate(ObjectNode template) {
    apply(child(template, "spec"));
  }

  /** Drops what {@link PodFeatures} does not serve from the template in a workload's spec. */
  public static void dropUnservedInTemplate(ObjectNode spec, @Nullable ObjectNode old) {
    ObjectNode podSpec = object(spec, "template", "spec");
    if (podSpec != null) {
      PodFeatures.dropUnserved(podSpec, old == null ? null : object(old, "template", "spec"));
    }
  }

  static void apply(ObjectNode spec) {
    defaultText(spec, "dnsPolicy", "ClusterFirst");
    defaultText(spec, "restartPolicy", "Always");
    defaultNumber(spec, "terminationGracePeriodSeconds", 30);
    defaultText(spec, "schedulerName", "default-scheduler");
    child(spec, "securityContext");
    syncServiceAccount(spec);
    objects(spec, "volumes").forEach(VolumeDefaults::apply);
    objects(spec, "initContainers").forEach(ContainerDefaults::apply);
    objects(spec, "containers").forEach(ContainerDefaults::apply);
    objects(spec, "ephemeralContainers").forEach(ContainerDefaults::apply);
    if (spec.get("overhead") instanceof ObjectNode overhead) {
      ContainerDefaults.roundUpToMilli(overhead);
    }
  }

  /** The deprecated {@code serviceAccount} always says what {@code serviceAccountName} says. */
  static void syncServiceAccount(ObjectNode spec) {
    String name = text(spec, "serviceAccountName");
    if (name.isEmpty()) {
      name = text(spec, "serviceAccount");
    }
    if (!name.isEmpty()) {
      spec.put("serviceAccountName", name);
      spec.put("serviceAccount", name);
    }
  }
}
