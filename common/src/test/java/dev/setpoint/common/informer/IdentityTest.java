package dev.setpoint.common.informer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.json.KubeJson;
import io.fabric8.kubernetes.api.model.PartialObjectMetadata;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class IdentityTest {

  @Test
  void readsWhatTheModelWouldReadButLabels() {
    ObjectNode owned =
        read(
            """
            {"apiVersion": "v1", "kind": "Pod", "metadata": {
              "name": "web-1", "namespace": "shop", "uid": "u1", "resourceVersion": "7",
              "creationTimestamp": "2026-01-02T03:04:05Z", "deletionTimestamp": "2026-01-02T03:05:05Z",
              "finalizers": ["example.com/keep"],
              "ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "web",
                "uid": "u0", "controller": true, "blockOwnerDeletion": true}]}}
            """);
    ObjectNode labelled = owned.deepCopy();
    labelled.withObject("metadata").putObject("labels").put("app", "web");
    labelled.putObject("spec").put("nodeName", "n1");

    assertThat(Identity.of(labelled))
        .isEqualTo(KubeJson.toTyped(owned, PartialObjectMetadata.class));
  }

  @Test
  void clusterScopedAndUnowned() {
    ObjectNode plain =
        read(
            """
            {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n1", "uid": "u2"}}
            """);
    assertThat(Identity.of(plain)).isEqualTo(KubeJson.toTyped(plain, PartialObjectMetadata.class));
    assertThat(Identity.of(plain).getMetadata().getNamespace()).isNull();
  }

  private static ObjectNode read(String json) {
    return KubeJson.readObject(json.getBytes(UTF_8));
  }
}
