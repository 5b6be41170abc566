package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.copy;
import static dev.setpoint.api.registry.Trees.defaultFlag;
import static dev.setpoint.api.registry.Trees.defaultText;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.Names;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.Subresource;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.schema.Schemas;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Services: a stable name and address for Pods that come and go. */
@Component
final class ServiceStrategy implements ResourceStrategy {

  private static final ResourceType TYPE = new ResourceType("", "v1", "services", "Service", true);
  private static final int AFFINITY_SECONDS = 10800;

  private final TableLayout table;

  ServiceStrategy(Schemas schemas) {
    table = ServiceColumns.layout(schemas);
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public List<String> shortNames() {
    return List.of("svc");
  }

  @Override
  public List<String> categories() {
    return List.of("all");
  }

  @Override
  public List<Subresource> subresources() {
    return List.of(Subresource.proxy("ServiceProxyOptions"), Subresource.status("Service"));
  }

  @Override
  public List<String> nameProblems(String name, boolean isPrefix) {
    return Names.label1035(name, isPrefix);
  }

  @Override
  public boolean allowCreateOnUpdate() {
    return true;
  }

  @Override
  public boolean returnsDeletedObject() {
    return true;
  }

  @Override
  public void setDefaults(ObjectNode service) {
    ObjectNode spec = child(service, "spec");
    affinity(spec);
    defaultText(spec, "type", "ClusterIP");
    for (ObjectNode port : objects(spec, "ports")) {
      defaultText(port, "protocol", "TCP");
      JsonNode target = port.path("targetPort");
      boolean unset = target.isString() ? target.stringValue().isEmpty() : target.intValue(0) == 0;
      if (unset) {
        port.put("targetPort", port.path("port").intValue(0));
      }
    }
    if (ServiceFields.isExternal(service)) {
      defaultText(spec, "externalTrafficPolicy", "Cluster");
    }
    if (!has(spec, "internalTrafficPolicy") && ServiceFields.needsClusterIp(service)) {
      spec.put("internalTrafficPolicy", "Cluster");
    }
    if (ServiceFields.isBalancer(service)) {
      defaultFlag(spec, "allocateLoadBalancerNodePorts", true);
      for (ObjectNode ingress : objects(service, "status", "loadBalancer", "ingress")) {
        if (!text(ingress, "ip").isEmpty() && !has(ingress, "ipMode")) {
          ingress.put("ipMode", "VIP");
        }
      }
    }
  }

  private static void affinity(ObjectNode spec) {
    defaultText(spec, "sessionAffinity", "None");
    switch (text(spec, "sessionAffinity")) {
      case "None" -> spec.remove("sessionAffinityConfig");
      case "ClientIP" -> {
        if (!has(spec, "sessionAffinityConfig", "clientIP", "timeoutSeconds")) {
          child(child(spec, "sessionAffinityConfig"), "clientIP")
              .put("timeoutSeconds", AFFINITY_SECONDS);
        }
      }
      default -> {}
    }
  }

  @Override
  public void prepareForCreate(ObjectNode service) {
    service.putObject("status").putObject("loadBalancer");
  }

  @Override
  public void validate(ObjectNode service, FieldErrors errors) {
    ServiceRules.validate(service, errors);
  }

  @Override
  public void prepareForUpdate(ObjectNode service, ObjectNode old) {
    copy(old, service, "status");
    ServiceFields.dropOutlived(service, old);
  }

  @Override
  public boolean revalidatesMetadata() {
    return true;
  }

  @Override
  public void validateUpdate(ObjectNode service, ObjectNode old, FieldErrors errors) {
    ServiceUpdateRules.validate(service, old, errors);
    ServiceRules.validate(service, errors);
  }

  @Override
  public void prepareForStatusUpdate(ObjectNode service, ObjectNode old) {
    copy(old, service, "spec");
  }

  @Override
  public void validateStatusUpdate(ObjectNode service, ObjectNode old, FieldErrors errors) {
    ServiceUpdateRules.balancerStatus(service, errors);
  }

  @Override
  public List<String> warnings(ObjectNode service, @Nullable ObjectNode old) {
    return ServiceWarnings.of(service);
  }

  @Override
  public Map<String, Function<ObjectNode, String>> selectableFields() {
    return Map.of(
        "spec.clusterIP",
        service -> text(service, "spec", "clusterIP"),
        "spec.type",
        ServiceFields::type);
  }

  @Override
  public TableLayout table() {
    return table;
  }
}
