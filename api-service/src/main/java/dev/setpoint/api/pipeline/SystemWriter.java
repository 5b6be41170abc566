package dev.setpoint.api.pipeline;

import dev.setpoint.api.auth.RequestIdentity;
import dev.setpoint.api.registry.ResourceRegistry;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Creates the objects that the API service itself sees to, as {@code system:apiserver}. */
@Component
public class SystemWriter {

  private static final RequestIdentity SELF =
      new RequestIdentity("system:apiserver", "", List.of("system:masters"), Map.of());

  private final ResourceRegistry registry;
  private final Creator creator;

  SystemWriter(ResourceRegistry registry, Creator creator) {
    this.registry = registry;
    this.creator = creator;
  }

  /** False when it is there already: another replica that starts at the same time was faster. */
  public boolean create(ResourceType type, ObjectKey key, ObjectNode object) {
    WriteRequest write =
        new WriteRequest(
            registry.find(type.group(), type.version(), type.plural()).orElseThrow(),
            key,
            "",
            new WriteOptions(false, WriteOptions.FieldValidation.IGNORE),
            SELF,
            new Warnings());
    try {
      creator.create(write, object);
      return true;
    } catch (ApiException e) {
      if (e.code() != 409) {
        throw e;
      }
      return false;
    }
  }
}
