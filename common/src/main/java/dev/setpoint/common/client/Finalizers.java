package dev.setpoint.common.client;

import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.Owners;
import dev.setpoint.common.resource.ResourceTypes;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Adds and removes the finalizer that holds back a deletion. */
public final class Finalizers {

  private Finalizers() {}

  public static boolean has(HasMetadata object, String finalizer) {
    @Nullable List<String> finalizers = object.getMetadata().getFinalizers();
    return finalizers != null && finalizers.contains(finalizer);
  }

  /** Whether the object waits for nothing but leave to go. */
  public static boolean isHeld(HasMetadata object, String finalizer) {
    return Owners.isDeleting(object) && has(object, finalizer);
  }

  public static void add(ApiClient api, HasMetadata object, String finalizer) {
    write(api, object, finalizer, true);
  }

  public static void remove(ApiClient api, HasMetadata object, String finalizer) {
    write(api, object, finalizer, false);
  }

  /** The version is part of the patch: finalizers that others changed meanwhile are not undone. */
  private static void write(ApiClient api, HasMetadata object, String finalizer, boolean wanted) {
    ObjectNode patch = KubeJson.TREES.createObjectNode();
    ObjectNode metadata = patch.putObject("metadata");
    metadata.put("uid", object.getMetadata().getUid());
    metadata.put("resourceVersion", object.getMetadata().getResourceVersion());
    ArrayNode finalizers = metadata.putArray("finalizers");
    object.getMetadata().getFinalizers().stream()
        .filter(each -> !each.equals(finalizer))
        .forEach(finalizers::add);
    if (wanted) {
      finalizers.add(finalizer);
    }
    try {
      api.patch(
          ResourceTypes.of(object.getClass()), ObjectKey.of(object), "", PatchType.MERGE, patch);
    } catch (ApiException e) {
      if (e.reason() != StatusReason.NotFound) {
        throw e;
      }
    }
  }
}
