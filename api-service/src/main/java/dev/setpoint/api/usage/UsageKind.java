package dev.setpoint.api.usage;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** A kind of metrics.k8s.io with the columns that metrics-server gives it. */
record UsageKind(ResourceType type) implements ResourceStrategy {

  static final UsageKind NODES = of("nodes", "NodeMetrics", false);
  static final UsageKind PODS = of("pods", "PodMetrics", true);

  private static UsageKind of(String plural, String kind, boolean namespaced) {
    return new UsageKind(new ResourceType("metrics.k8s.io", "v1beta1", plural, kind, namespaced));
  }

  /** By the name that metrics-server gives what is missing. */
  ApiException none(String name) {
    String plural = type.kind().toLowerCase(Locale.ROOT);
    return ApiException.notFound(
        new ResourceType(type.group(), type.version(), plural, type.kind(), type.namespaced()),
        name);
  }

  @Override
  public boolean stored() {
    return false;
  }

  @Override
  public String singular() {
    return "";
  }

  @Override
  public List<String> verbs() {
    return List.of("get", "list");
  }

  @Override
  public TableLayout table() {
    return UsageTrees.TABLE;
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {}

  @Override
  public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {}
}
