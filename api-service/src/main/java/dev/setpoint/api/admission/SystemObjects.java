package dev.setpoint.api.admission;

import dev.setpoint.api.auth.RequestIdentity;
import dev.setpoint.api.pipeline.Creator;
import dev.setpoint.api.pipeline.Warnings;
import dev.setpoint.api.pipeline.WriteOptions;
import dev.setpoint.api.pipeline.WriteRequest;
import dev.setpoint.api.registry.ResourceRegistry;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.SystemPriorities;
import dev.setpoint.api.storage.ObjectStore;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Sees to the objects that every cluster has, before the service reports ready. */
@Component
@Order(100)
final class SystemObjects implements ApplicationRunner {

  private static final Logger log = LoggerFactory.getLogger(SystemObjects.class);
  private static final List<String> NAMESPACES =
      List.of("default", "kube-system", "kube-public", "kube-node-lease");
  private static final RequestIdentity SELF =
      new RequestIdentity("system:apiserver", "", List.of("system:masters"), Map.of());

  private final ResourceRegistry registry;
  private final ObjectStore store;
  private final Creator creator;

  SystemObjects(ResourceRegistry registry, ObjectStore store, Creator creator) {
    this.registry = registry;
    this.store = store;
    this.creator = creator;
  }

  @Override
  public void run(ApplicationArguments arguments) {
    ResourceStrategy namespaces = registry.find("", "v1", "namespaces").orElseThrow();
    NAMESPACES.forEach(name -> ensure(namespaces, named(namespaces, name)));
    ResourceStrategy priorities =
        registry.find("scheduling.k8s.io", "v1", "priorityclasses").orElseThrow();
    SystemPriorities.all()
        .forEach(
            (name, system) ->
                ensure(
                    priorities,
                    named(priorities, name)
                        .put("value", system.value())
                        .put("description", system.description())));
  }

  private static ObjectNode named(ResourceStrategy strategy, String name) {
    ObjectNode object = KubeJson.TREES.createObjectNode();
    object.put("apiVersion", strategy.type().apiVersion()).put("kind", strategy.type().kind());
    object.putObject("metadata").put("name", name);
    return object;
  }

  private void ensure(ResourceStrategy strategy, ObjectNode object) {
    ObjectKey key = new ObjectKey("", object.path("metadata").path("name").asString(""));
    if (store.get(strategy.type(), key).isEmpty()) {
      create(strategy, key, object);
    }
  }

  private void create(ResourceStrategy strategy, ObjectKey key, ObjectNode object) {
    WriteRequest write =
        new WriteRequest(
            strategy,
            key,
            "",
            new WriteOptions(false, WriteOptions.FieldValidation.IGNORE),
            SELF,
            new Warnings());
    try {
      creator.create(write, object);
      log.info("Created {} {}", strategy.type().kind(), key.name());
    } catch (ApiException e) {
      if (e.code() != 409) {
        throw e;
      }
      // Another replica that starts at the same time was faster.
    }
  }
}
