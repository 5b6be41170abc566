package dev.setpoint.controller.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HistoryTest {

  private static ReplicaSet revision(String name, int number, int replicas) {
    return new ReplicaSetBuilder(Sets.set(name, 1, replicas, replicas))
        .editMetadata()
        .addToAnnotations(Annotations.REVISION, "" + number)
        .endMetadata()
        .build();
  }

  @Test
  void theLowestIdleRevisionsBeyondTheLimitGo() {
    Deployment deployment =
        new DeploymentBuilder(Sets.deployment(1, "1", "0"))
            .editSpec()
            .withRevisionHistoryLimit(1)
            .endSpec()
            .build();
    List<ReplicaSet> old = List.of(revision("c", 3, 0), revision("a", 1, 0), revision("b", 2, 1));
    assertThat(History.surplus(deployment, old))
        .extracting(set -> set.getMetadata().getName())
        .as("b still has Pods")
        .containsExactly("a");
  }

  @Test
  void aSetBroughtBackRemembersTheRevisionsItHad() {
    Deployment deployment = Sets.deployment(1, "1", "0");
    Map<String, String> first = Annotations.forNewSet(deployment, Map.of(), 1, false);
    assertThat(first)
        .containsEntry(Annotations.REVISION, "1")
        .containsEntry(Annotations.DESIRED, "1")
        .containsEntry(Annotations.MAX, "2")
        .doesNotContainKey(Annotations.REVISION_HISTORY);
    Map<String, String> back = Annotations.forNewSet(deployment, first, 3, true);
    assertThat(back)
        .containsEntry(Annotations.REVISION, "3")
        .containsEntry(Annotations.REVISION_HISTORY, "1");
    assertThat(Annotations.forNewSet(deployment, back, 5, true))
        .containsEntry(Annotations.REVISION_HISTORY, "1,3");
  }

  @Test
  void theHashTellsTemplatesApartAndIgnoresNothingElse() {
    PodTemplateSpec template = Sets.deployment(1, "1", "0").getSpec().getTemplate();
    PodTemplateSpec other =
        new PodTemplateSpecBuilder(template)
            .editSpec()
            .editFirstContainer()
            .withImage("image:2")
            .endContainer()
            .endSpec()
            .build();
    assertThat(Templates.hash(template, null))
        .isEqualTo(Templates.hash(template, null))
        .isNotEqualTo(Templates.hash(other, null))
        .isNotEqualTo(Templates.hash(template, 1))
        .matches("[bcdfghjklmnpqrstvwxz2456789]{1,10}");
    PodTemplateSpec labeled =
        new PodTemplateSpecBuilder(template)
            .editMetadata()
            .addToLabels(Templates.HASH_LABEL, "abc")
            .endMetadata()
            .build();
    assertThat(Templates.same(template, labeled)).isTrue();
    assertThat(Templates.same(template, other)).isFalse();
  }
}
