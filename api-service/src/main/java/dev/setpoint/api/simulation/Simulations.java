package dev.setpoint.api.simulation;

import dev.setpoint.api.auth.RequestIdentity;
import dev.setpoint.api.pipeline.Creator;
import dev.setpoint.api.pipeline.Warnings;
import dev.setpoint.api.pipeline.WriteOptions;
import dev.setpoint.api.pipeline.WriteRequest;
import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.ResourceRegistry;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.Trees;
import dev.setpoint.api.rest.CreateOnlyResource;
import dev.setpoint.api.rest.Exchange;
import dev.setpoint.api.rest.PostedObjects;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import java.io.IOException;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers what-if questions. Each Pod of a question first becomes what its creation would make of
 * it, as a dry run by the one who asks: with defaults, its priority and whatever admission adds.
 */
@Component
final class Simulations implements CreateOnlyResource {

  private static final String UNNAMED = "simulated";

  private final PostedObjects posts;
  private final SchedulerClient scheduler;
  private final Creator creator;
  private final ResourceRegistry registry;

  Simulations(
      PostedObjects posts, SchedulerClient scheduler, Creator creator, ResourceRegistry registry) {
    this.posts = posts;
    this.scheduler = scheduler;
    this.creator = creator;
    this.registry = registry;
  }

  @Override
  public ResourceType type() {
    return SimulationStrategy.TYPE;
  }

  @Override
  public void create(Exchange post) throws IOException {
    PostedObjects.Posted posted = posts.read(post, type().apiVersion(), type().kind());
    ObjectNode simulation = posted.object();
    post.strategy().setDefaults(simulation);
    FieldErrors errors = new FieldErrors();
    post.strategy().validate(simulation, errors);
    if (!errors.isEmpty()) {
      throw ApiException.invalid(
          type().group(),
          type().kind(),
          Trees.text(simulation, "metadata", "name"),
          errors.causes());
    }
    RequestIdentity who = RequestIdentity.of(post.request());
    ObjectNode question = KubeJson.TREES.createObjectNode();
    ArrayNode pods = question.putArray("pods");
    for (ObjectNode entry : Trees.objects(simulation, "spec", "pods")) {
      ObjectNode asked = pods.addObject().put("count", Trees.number(entry, "count"));
      asked.set("pod", admitted(entry, who, posted.warnings()));
    }
    ArrayNode removed = question.putArray("removedNodes");
    Trees.texts(simulation, "spec", "removedNodes").forEach(removed::add);
    simulation.set("status", scheduler.ask(question));
    Trees.child(simulation, "metadata").putNull("creationTimestamp");
    posts.answer(posted, simulation);
  }

  private ObjectNode admitted(ObjectNode entry, RequestIdentity who, Warnings warnings) {
    ResourceStrategy pods = registry.find("", "v1", "pods").orElseThrow();
    ObjectNode template = (ObjectNode) entry.path("template");
    ObjectNode pod = KubeJson.TREES.createObjectNode();
    pod.put("apiVersion", "v1").put("kind", "Pod");
    ObjectNode metadata = Trees.child(template, "metadata").deepCopy();
    String name = Trees.text(metadata, "name");
    String prefix = Trees.text(metadata, "generateName");
    String base = !name.isEmpty() ? name : !prefix.isEmpty() ? prefix : UNNAMED;
    metadata.remove(java.util.List.of("name", "uid", "resourceVersion", "creationTimestamp"));
    metadata.put("generateName", base); // so that it may be like a Pod that there is
    pod.set("metadata", metadata);
    pod.set("spec", Trees.child(template, "spec").deepCopy());
    String namespace = Trees.text(metadata, "namespace");
    WriteRequest request =
        new WriteRequest(
            pods,
            new ObjectKey(namespace.isEmpty() ? "default" : namespace, ""),
            "",
            new WriteOptions(true, WriteOptions.FieldValidation.IGNORE),
            who,
            warnings);
    ObjectNode admitted = creator.create(request, pod).tree();
    Trees.child(admitted, "metadata").put("name", base);
    return admitted;
  }
}
