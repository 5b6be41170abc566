package dev.setpoint.api.admission;

import dev.setpoint.api.auth.RequestIdentity;
import dev.setpoint.api.pipeline.Creator;
import dev.setpoint.api.pipeline.Warnings;
import dev.setpoint.api.pipeline.WriteOptions;
import dev.setpoint.api.pipeline.WriteRequest;
import dev.setpoint.api.registry.ResourceRegistry;
import dev.setpoint.api.registry.ResourceStrategy;
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
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Sees to the namespaces that every cluster has, before the service reports ready. */
@Component
final class SystemNamespaces implements ApplicationRunner {

  private static final Logger log = LoggerFactory.getLogger(SystemNamespaces.class);
  private static final List<String> NAMES =
      List.of("default", "kube-system", "kube-public", "kube-node-lease");
  private static final RequestIdentity SELF =
      new RequestIdentity("system:apiserver", "", List.of("system:masters"), Map.of());

  private final ResourceRegistry registry;
  private final ObjectStore store;
  private final Creator creator;

  SystemNamespaces(ResourceRegistry registry, ObjectStore store, Creator creator) {
    this.registry = registry;
    this.store = store;
    this.creator = creator;
  }

  @Override
  public void run(ApplicationArguments arguments) {
    ResourceStrategy namespaces = registry.find("", "v1", "namespaces").orElseThrow();
    for (String name : NAMES) {
      ObjectKey key = new ObjectKey("", name);
      if (store.get(namespaces.type(), key).isEmpty()) {
        create(namespaces, key);
      }
    }
  }

  private void create(ResourceStrategy namespaces, ObjectKey key) {
    ObjectNode object = KubeJson.TREES.createObjectNode();
    object.put("apiVersion", "v1").put("kind", "Namespace");
    object.putObject("metadata").put("name", key.name());
    WriteRequest write =
        new WriteRequest(
            namespaces,
            key,
            "",
            new WriteOptions(false, WriteOptions.FieldValidation.IGNORE),
            SELF,
            new Warnings());
    try {
      creator.create(write, object);
      log.info("Created namespace {}", key.name());
    } catch (ApiException e) {
      if (e.code() != 409) {
        throw e;
      }
      // Another replica that starts at the same time was faster.
    }
  }
}
