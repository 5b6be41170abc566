package dev.setpoint.api.admission;

import dev.setpoint.api.pipeline.SystemWriter;
import dev.setpoint.api.registry.ResourceRegistry;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.SystemPriorities;
import dev.setpoint.api.storage.ObjectStore;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import java.util.List;
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

  private final ResourceRegistry registry;
  private final ObjectStore store;
  private final SystemWriter writer;

  SystemObjects(ResourceRegistry registry, ObjectStore store, SystemWriter writer) {
    this.registry = registry;
    this.store = store;
    this.writer = writer;
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
      if (writer.create(strategy.type(), key, object)) {
        log.info("Created {} {}", strategy.type().kind(), key.name());
      }
    }
  }
}
