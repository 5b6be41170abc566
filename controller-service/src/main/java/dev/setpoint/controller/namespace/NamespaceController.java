package dev.setpoint.controller.namespace;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.client.DeleteOptions;
import dev.setpoint.common.client.Discovery;
import dev.setpoint.common.controller.Controller;
import dev.setpoint.common.controller.Result;
import dev.setpoint.common.controller.Watch;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.pod.PodStates;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.Owners;
import dev.setpoint.common.resource.ResourceType;
import dev.setpoint.common.resource.ResourceTypes;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NamespaceCondition;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Deletes all that is in a terminating namespace, Pods first (KEP-5080), tells what remains, and
 * lets the namespace go when nothing does.
 */
@Component
final class NamespaceController implements Controller {

  private static final String FINALIZER = "kubernetes";
  private static final ResourceType TYPE = ResourceTypes.of(Namespace.class);
  private static final ResourceType PODS = ResourceTypes.of(Pod.class);

  private final Store<Namespace> namespaces;
  private final ApiClient api;
  private final Discovery discovery;
  private final Clock clock;

  NamespaceController(Informers informers, ApiClient api, Clock clock) {
    this.namespaces = informers.informer(Namespace.class).store();
    this.api = api;
    this.discovery = new Discovery(api);
    this.clock = clock;
  }

  @Override
  public String name() {
    return "namespace-controller";
  }

  @Override
  public List<Watch<?>> watches() {
    return List.of(Watch.own(Namespace.class));
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Namespace namespace = namespaces.get(key);
    if (namespace == null
        || !Owners.isDeleting(namespace)
        || namespace.getSpec() == null
        || namespace.getSpec().getFinalizers() == null
        || !namespace.getSpec().getFinalizers().contains(FINALIZER)) {
      return Result.done();
    }
    Remains remains = empty(key.name());
    if (remains.isEmpty()) {
      release(key);
      return Result.done();
    }
    tell(namespace, remains);
    return Result.requeueAfter(patience(namespace));
  }

  private Remains empty(String namespace) {
    Remains remains = new Remains();
    empty(PODS, namespace, remains);
    if (!remains.isEmpty()) {
      return remains; // what they use stays until they have stopped
    }
    for (Discovery.Resource resource : discovery.refresh()) {
      if (resource.type().namespaced()
          && resource.verbs().contains("list")
          && resource.verbs().contains("delete")
          && !resource.type().equals(PODS)) {
        empty(resource.type(), namespace, remains);
      }
    }
    return remains;
  }

  private void empty(ResourceType type, String namespace, Remains remains) {
    try {
      if (api.listPage(type, namespace, "limit=1").items().isEmpty()) {
        return;
      }
      api.deleteCollection(type, namespace, DeleteOptions.background(null));
      remains.found(type, api.listAll(type, namespace, "").items());
    } catch (ApiException e) {
      if (e.code() == 503) {
        throw e; // an outage is no fault of the content
      }
      remains.failed(e.message());
    }
  }

  private void tell(Namespace namespace, Remains remains) {
    List<NamespaceCondition> before =
        namespace.getStatus() == null ? List.of() : namespace.getStatus().getConditions();
    List<NamespaceCondition> after = NamespaceConditions.of(before, remains, clock.instant());
    if (!after.equals(before)) {
      api.updateStatus(
          new NamespaceBuilder(namespace)
              .editOrNewStatus()
              .withConditions(after)
              .endStatus()
              .build());
    }
  }

  /** Soon at first, and ever more rarely the longer something holds the namespace. */
  private Duration patience(Namespace namespace) {
    Instant since =
        Objects.requireNonNullElse(
            PodStates.time(namespace.getMetadata().getDeletionTimestamp()), clock.instant());
    long ms = Duration.between(since, clock.instant()).toMillis() / 4;
    return Duration.ofMillis(Math.clamp(ms, 300, 10_000));
  }

  private void release(ObjectKey key) {
    ObjectNode current = api.find(TYPE, key);
    if (current == null) {
      return;
    }
    ArrayNode kept = KubeJson.TREES.createArrayNode();
    for (JsonNode finalizer : current.path("spec").path("finalizers")) {
      if (!finalizer.asString().equals(FINALIZER)) {
        kept.add(finalizer);
      }
    }
    current.withObject("/spec").set("finalizers", kept);
    api.put(TYPE, key, "finalize", current);
  }
}
