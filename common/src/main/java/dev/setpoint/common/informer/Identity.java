package dev.setpoint.common.informer;

import dev.setpoint.common.json.KubeJson;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PartialObjectMetadata;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What tells objects of any kind apart and who owns them; the rest is not worth its memory. Read by
 * hand, since whoever follows all types reads every change there is.
 */
final class Identity {

  private Identity() {}

  static PartialObjectMetadata of(ObjectNode tree) {
    JsonNode metadata = tree.path("metadata");
    ObjectMeta meta = new ObjectMeta();
    meta.setName(text(metadata, "name"));
    meta.setNamespace(text(metadata, "namespace"));
    meta.setUid(text(metadata, "uid"));
    meta.setResourceVersion(text(metadata, "resourceVersion"));
    meta.setCreationTimestamp(text(metadata, "creationTimestamp"));
    meta.setDeletionTimestamp(text(metadata, "deletionTimestamp"));
    meta.setFinalizers(metadata.path("finalizers").valueStream().map(JsonNode::asString).toList());
    meta.setOwnerReferences(owners(metadata.path("ownerReferences")));
    PartialObjectMetadata identity = new PartialObjectMetadata();
    identity.setApiVersion(text(tree, "apiVersion"));
    identity.setKind(text(tree, "kind"));
    identity.setMetadata(meta);
    return identity;
  }

  private static List<OwnerReference> owners(JsonNode references) {
    return references
        .valueStream()
        .map(reference -> KubeJson.toTyped(reference, OwnerReference.class))
        .toList();
  }

  private static @Nullable String text(JsonNode object, String field) {
    return object.path(field).asString(null);
  }
}
