package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.copy;
import static dev.setpoint.api.registry.Trees.defaultFlag;
import static dev.setpoint.api.registry.Trees.flag;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.Generations;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.Subresource;
import dev.setpoint.api.registry.SubresourceRules;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.schema.GoTime;
import dev.setpoint.api.schema.Schemas;
import dev.setpoint.common.pod.QosClass;
import dev.setpoint.common.resource.ResourceType;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Pods: containers placed together. */
@Component
final class PodStrategy implements ResourceStrategy {

  private static final ResourceType TYPE = new ResourceType("", "v1", "pods", "Pod", true);

  private final Clock clock;
  private final TableLayout table;

  PodStrategy(Clock clock, Schemas schemas) {
    this.clock = clock;
    this.table = PodColumns.layout(schemas);
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public List<String> shortNames() {
    return List.of("po");
  }

  @Override
  public List<String> categories() {
    return List.of("all");
  }

  @Override
  public List<String> resetFields(String subresource) {
    return subresource.equals("status")
        ? List.of("spec", "metadata.deletionTimestamp", "metadata.ownerReferences")
        : ResourceStrategy.super.resetFields(subresource);
  }

  @Override
  public List<Subresource> subresources() {
    return List.of(
        Subresource.status("Pod"),
        new Subresource("attach", "", "", "PodAttachOptions", List.of("create", "get")),
        new Subresource("binding", "", "v1", "Binding", List.of("create")),
        new Subresource("ephemeralcontainers", "", "", "Pod", List.of("get", "patch", "update")),
        new Subresource("eviction", "policy", "v1", "Eviction", List.of("create")),
        new Subresource("exec", "", "", "PodExecOptions", List.of("create", "get")),
        new Subresource("log", "", "", "Pod", List.of("get")),
        new Subresource("portforward", "", "", "PodPortForwardOptions", List.of("create", "get")),
        Subresource.proxy("PodProxyOptions"),
        new Subresource("resize", "", "", "Pod", List.of("get", "patch", "update")));
  }

  @Override
  public Map<String, SubresourceRules> views() {
    return Map.of("ephemeralcontainers", new PodEphemeralContainers(), "resize", new PodResize());
  }

  @Override
  public void setDefaults(ObjectNode pod) {
    ObjectNode spec = child(pod, "spec");
    defaultFlag(spec, "enableServiceLinks", true);
    PodSpecDefaults.apply(spec);
    for (String list : List.of("initContainers", "containers")) {
      for (ObjectNode container : objects(spec, list)) {
        ContainerDefaults.requestsFromLimits(container);
        if (flag(spec, "hostNetwork")) {
          ContainerDefaults.hostPorts(container);
        }
      }
    }
    PodAddresses.agree(child(pod, "status"));
  }

  @Override
  public void prepareForCreate(ObjectNode pod) {
    ObjectNode spec = child(pod, "spec");
    ObjectNode status = pod.putObject("status");
    status.put("phase", "Pending");
    status.put("qosClass", QosClass.of(pod));
    PodFeatures.dropUnserved(spec, null);
    if (spec.path("terminationGracePeriodSeconds").longValue(0) < 0) {
      spec.put("terminationGracePeriodSeconds", 1);
    }
    if (!spec.path("schedulingGates").isEmpty()) {
      ObjectNode condition = status.putArray("conditions").addObject();
      condition.put("type", "PodScheduled");
      condition.put("status", "False");
      condition.putNull("lastProbeTime");
      condition.put("lastTransitionTime", GoTime.seconds(clock.instant()));
      condition.put("reason", "SchedulingGated");
      condition.put("message", "Scheduling is blocked due to non-empty scheduling gates");
    }
    Generations.first(pod);
  }

  @Override
  public void validate(ObjectNode pod, FieldErrors errors) {
    PodRules.validate(pod, errors);
  }

  @Override
  public void prepareForUpdate(ObjectNode pod, ObjectNode old) {
    copy(old, pod, "status");
    ObjectNode oldSpec = child(old, "spec");
    PodFeatures.dropUnserved(child(pod, "spec"), oldSpec);
    Generations.bumpIfSpecChanged(pod, old);
  }

  @Override
  public boolean revalidatesMetadata() {
    return true;
  }

  @Override
  public void validateUpdate(ObjectNode pod, ObjectNode old, FieldErrors errors) {
    PodUpdateRules.validate(pod, old, errors);
  }

  @Override
  public void prepareForStatusUpdate(ObjectNode pod, ObjectNode old) {
    copy(old, pod, "spec");
    copy(child(old, "metadata"), child(pod, "metadata"), "ownerReferences");
    copy(child(old, "metadata"), child(pod, "metadata"), "generation");
    ObjectNode status = child(pod, "status");
    if (text(status, "qosClass").isEmpty()) {
      copy(child(old, "status"), status, "qosClass");
    }
  }

  @Override
  public void validateStatusUpdate(ObjectNode pod, ObjectNode old, FieldErrors errors) {
    PodStatusRules.validate(pod, old, errors);
  }

  @Override
  public List<String> warnings(ObjectNode pod, @Nullable ObjectNode old) {
    if (old != null) {
      return List.of();
    }
    List<String> warnings = new ArrayList<>(PodWarnings.ofName(pod, "the Pod's hostname"));
    warnings.addAll(PodWarnings.of(child(pod, "spec"), "spec"));
    return warnings;
  }

  /**
   * What a client asks for, else what the Pod says; nothing is waited for where nothing runs: on a
   * Pod that no node has, or that has ended.
   */
  @Override
  public OptionalLong gracePeriodSeconds(ObjectNode pod, OptionalLong asked) {
    String phase = text(pod, "status", "phase");
    if (text(pod, "spec", "nodeName").isEmpty()
        || phase.equals("Failed")
        || phase.equals("Succeeded")) {
      return OptionalLong.of(0);
    }
    long period = asked.orElse(pod.path("spec").path("terminationGracePeriodSeconds").longValue(0));
    return OptionalLong.of(period < 0 ? 1 : period);
  }

  @Override
  public boolean returnsDeletedObject() {
    return true;
  }

  @Override
  public Map<String, Function<ObjectNode, String>> selectableFields() {
    Map<String, Function<ObjectNode, String>> fields = new LinkedHashMap<>();
    fields.put("spec.nodeName", pod -> text(pod, "spec", "nodeName"));
    fields.put("spec.restartPolicy", pod -> text(pod, "spec", "restartPolicy"));
    fields.put("spec.schedulerName", pod -> text(pod, "spec", "schedulerName"));
    fields.put("spec.serviceAccountName", pod -> text(pod, "spec", "serviceAccountName"));
    fields.put("spec.hostNetwork", pod -> String.valueOf(flag(pod, "spec", "hostNetwork")));
    fields.put("status.phase", pod -> text(pod, "status", "phase"));
    fields.put("status.podIP", pod -> text(pod, "status", "podIP"));
    fields.put("status.podIPs", pod -> text(pod, "status", "podIP"));
    fields.put("status.nominatedNodeName", pod -> text(pod, "status", "nominatedNodeName"));
    return fields;
  }

  @Override
  public TableLayout table() {
    return table;
  }
}
