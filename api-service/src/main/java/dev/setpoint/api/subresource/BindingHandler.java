package dev.setpoint.api.subresource;

import dev.setpoint.api.auth.RequestIdentity;
import dev.setpoint.api.pipeline.UpdateRules;
import dev.setpoint.api.pipeline.Updater;
import dev.setpoint.api.pipeline.WriteRequest;
import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.Trees;
import dev.setpoint.api.rest.CreateOnlyResource;
import dev.setpoint.api.rest.Exchange;
import dev.setpoint.api.rest.PostedObjects;
import dev.setpoint.api.rest.SubresourceHandler;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Assigns Pods to nodes, through {@code pods/binding} and through {@code bindings}. */
@Component
final class BindingHandler implements SubresourceHandler, CreateOnlyResource {

  private static final ResourceType BINDING =
      new ResourceType("", "v1", "bindings", "Binding", true);

  private final Updater updater;
  private final PostedObjects posts;
  private final Clock clock;

  BindingHandler(Updater updater, PostedObjects posts, Clock clock) {
    this.updater = updater;
    this.posts = posts;
    this.clock = clock;
  }

  @Override
  public boolean serves(ResourceType type, String subresource) {
    return subresource.equals("binding") && type.qualifiedName().equals("pods");
  }

  @Override
  public Set<String> methods() {
    return Set.of("POST");
  }

  @Override
  public ResourceType type() {
    return BINDING;
  }

  @Override
  public String actsOn() {
    return "pods";
  }

  @Override
  public void create(Exchange exchange) throws IOException {
    handle(exchange);
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    PostedObjects.Posted posted = posts.read(exchange, BINDING.apiVersion(), BINDING.kind());
    ObjectNode binding = posted.object();
    String name =
        exchange.name().isEmpty() ? Trees.text(binding, "metadata", "name") : exchange.name();
    check(binding, name, exchange.namespace());
    WriteRequest write =
        new WriteRequest(
            exchange.strategy(),
            new ObjectKey(exchange.namespace(), name),
            "binding",
            posted.options(),
            RequestIdentity.of(exchange.request()),
            posted.warnings());
    updater.update(
        write,
        pod -> bind(pod, binding, name),
        new Unchecked(),
        Trees.text(binding, "metadata", "uid"),
        false);
    posts.answerDone(posted);
  }

  private static void check(ObjectNode binding, String name, String namespace) {
    String given = Trees.text(binding, "metadata", "name");
    if (!given.isEmpty() && !given.equals(name)) {
      throw ApiException.badRequest("name in URL does not match name in Binding object");
    }
    String in = Trees.text(binding, "metadata", "namespace");
    if (!in.isEmpty() && !in.equals(namespace)) {
      throw ApiException.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
    String kind = Trees.text(binding, "target", "kind");
    FieldErrors errors = new FieldErrors();
    if (!kind.isEmpty() && !kind.equals("Node")) {
      errors.notSupported("target.kind", kind, List.of("Node", "<empty>"));
    }
    if (Trees.text(binding, "target", "name").isEmpty()) {
      errors.required("target.name", "");
    }
    if (!errors.isEmpty()) {
      List<String> all = errors.causes().stream().map(c -> c.field() + ": " + c.message()).toList();
      throw new ApiException(
          500, null, all.size() == 1 ? all.getFirst() : "[" + String.join(", ", all) + "]", null);
    }
  }

  private ObjectNode bind(ObjectNode pod, ObjectNode binding, String name) {
    if (Trees.has(pod, "metadata", "deletionTimestamp")) {
      throw conflict(name, "pod " + name + " is being deleted, cannot be assigned to a host");
    }
    String node = Trees.text(pod, "spec", "nodeName");
    if (!node.isEmpty()) {
      throw conflict(name, "pod " + name + " is already assigned to node \"" + node + "\"");
    }
    if (!Trees.at(pod, "spec", "schedulingGates").isEmpty()) {
      throw conflict(name, "pod " + name + " has non-empty .spec.schedulingGates");
    }
    Trees.child(pod, "spec").put("nodeName", Trees.text(binding, "target", "name"));
    JsonNode annotations = Trees.at(binding, "metadata", "annotations");
    if (!annotations.isEmpty()) {
      Trees.child(Trees.child(pod, "metadata"), "annotations").setAll((ObjectNode) annotations);
    }
    PodConditions.setTrue(pod, "PodScheduled", clock.instant())
        .remove(List.of("reason", "message"));
    return pod;
  }

  private static ApiException conflict(String name, String why) {
    return new ApiException(
        409,
        StatusReason.Conflict,
        "Operation cannot be fulfilled on pods/binding \"" + name + "\": " + why,
        new ApiException.Details("", "pods/binding", name, "", List.of(), 0));
  }

  /** A binding changes what no update of a Pod may. */
  private static final class Unchecked implements UpdateRules {
    @Override
    public boolean tracksFields() {
      return false;
    }

    @Override
    public void prepare(ObjectNode object, ObjectNode old) {}

    @Override
    public void validate(ObjectNode object, ObjectNode old, FieldErrors errors) {}
  }
}
