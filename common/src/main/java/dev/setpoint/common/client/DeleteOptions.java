package dev.setpoint.common.client;

import dev.setpoint.common.json.KubeJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * How an object is to be deleted; nulls leave the choice to the API.
 *
 * @param uid delete only if the object still has this uid
 * @param resourceVersion delete only if the object is still at this version
 * @param propagation {@code Background}, {@code Foreground} or {@code Orphan}
 */
public record DeleteOptions(
    @Nullable Long gracePeriodSeconds,
    @Nullable String propagation,
    @Nullable String uid,
    @Nullable String resourceVersion) {

  public static DeleteOptions ofUid(@Nullable String uid) {
    return new DeleteOptions(null, null, uid, null);
  }

  public static DeleteOptions background(@Nullable String uid) {
    return new DeleteOptions(null, "Background", uid, null);
  }

  public DeleteOptions withGracePeriod(long seconds) {
    return new DeleteOptions(seconds, propagation, uid, resourceVersion);
  }

  ObjectNode toTree() {
    ObjectNode tree = KubeJson.TREES.createObjectNode();
    tree.put("kind", "DeleteOptions").put("apiVersion", "v1");
    if (gracePeriodSeconds != null) {
      tree.put("gracePeriodSeconds", gracePeriodSeconds);
    }
    if (propagation != null) {
      tree.put("propagationPolicy", propagation);
    }
    if (uid != null || resourceVersion != null) {
      ObjectNode preconditions = tree.putObject("preconditions");
      if (uid != null) {
        preconditions.put("uid", uid);
      }
      if (resourceVersion != null) {
        preconditions.put("resourceVersion", resourceVersion);
      }
    }
    return tree;
  }
}
