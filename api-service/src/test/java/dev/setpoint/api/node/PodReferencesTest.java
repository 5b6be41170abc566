package dev.setpoint.api.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.api.node.PodReferences.Kind;
import dev.setpoint.api.node.PodReferences.Reference;
import dev.setpoint.common.json.KubeJson;
import org.junit.jupiter.api.Test;

class PodReferencesTest {

  private static java.util.Set<Reference> of(String json) {
    return PodReferences.of(KubeJson.TREES.readTree(json.replace('\'', '"')));
  }

  @Test
  void everythingAPodNeedsIsFound() {
    assertThat(
            of(
                "{'metadata':{'name':'p'},'spec':{'serviceAccountName':'sa',"
                    + "'imagePullSecrets':[{'name':'pull'}],"
                    + "'initContainers':[{'envFrom':[{'secretRef':{'name':'s1'}},"
                    + "{'configMapRef':{'name':'c1'}}]}],"
                    + "'containers':[{'env':[{'valueFrom':{'secretKeyRef':{'name':'s2'}}},"
                    + "{'valueFrom':{'configMapKeyRef':{'name':'c2'}}},{'value':'x'}]}],"
                    + "'volumes':[{'secret':{'secretName':'s3'}},{'configMap':{'name':'c3'}},"
                    + "{'persistentVolumeClaim':{'claimName':'v1'}},"
                    + "{'name':'scratch','ephemeral':{}},"
                    + "{'projected':{'sources':[{'secret':{'name':'s4'}},"
                    + "{'configMap':{'name':'c4'}},{'serviceAccountToken':{}}]}}]}}"))
        .containsExactlyInAnyOrder(
            new Reference(Kind.SERVICE_ACCOUNT, "sa"),
            new Reference(Kind.SECRET, "pull"),
            new Reference(Kind.SECRET, "s1"),
            new Reference(Kind.SECRET, "s2"),
            new Reference(Kind.SECRET, "s3"),
            new Reference(Kind.SECRET, "s4"),
            new Reference(Kind.CONFIG_MAP, "c1"),
            new Reference(Kind.CONFIG_MAP, "c2"),
            new Reference(Kind.CONFIG_MAP, "c3"),
            new Reference(Kind.CONFIG_MAP, "c4"),
            new Reference(Kind.CLAIM, "v1"),
            new Reference(Kind.CLAIM, "p-scratch"));
  }

  @Test
  void aNodeGainsNothingByItsOwnMirrorPods() {
    assertThat(
            of(
                "{'metadata':{'annotations':{'kubernetes.io/config.mirror':'x'}},"
                    + "'spec':{'imagePullSecrets':[{'name':'pull'}]}}"))
        .isEmpty();
  }
}
