package dev.setpoint.common.informer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ResourceTypes;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class CachedInformerTest {

  private final CachedInformer<ConfigMap> informer =
      CachedInformer.of(ResourceTypes.of(ConfigMap.class), ConfigMap.class);
  private final Recorder<ConfigMap> recorder = new Recorder<>();

  private static ObjectNode map(String name, String uid, long revision) {
    return KubeJson.toTree(
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace("ns")
            .withName(name)
            .withUid(uid)
            .withResourceVersion("" + revision)
            .addToLabels("parity", revision % 2 == 0 ? "even" : "odd")
            .endMetadata()
            .build());
  }

  @Test
  void aRelistTellsOnlyWhatDiffers() {
    informer.addHandler(recorder);
    informer.replace(List.of(map("a", "1", 1), map("b", "2", 2), map("c", "3", 3)), 3);
    recorder.clear();
    informer.replace(List.of(map("a", "1", 1), map("b", "2", 5), map("d", "4", 6)), 6);
    assertThat(recorder.heard()).containsExactly("-c", "~b@5", "+d@6");
  }

  @Test
  void anObjectReplacedUnderItsNameIsADeleteAndAnAdd() {
    informer.addHandler(recorder);
    informer.replace(List.of(map("a", "1", 1)), 1);
    recorder.clear();
    informer.replace(List.of(map("a", "2", 7)), 7);
    assertThat(recorder.heard()).containsExactly("-a", "+a@7");
    recorder.clear();
    informer.apply(ChangeType.ADDED, 9, map("a", "3", 9));
    assertThat(recorder.heard()).containsExactly("-a", "+a@9");
  }

  @Test
  void aChangeThatWasSeenIsDropped() {
    informer.addHandler(recorder);
    informer.replace(List.of(), 10);
    assertThat(informer.apply(ChangeType.ADDED, 10, map("a", "1", 10))).isFalse();
    assertThat(informer.apply(ChangeType.ADDED, 11, map("a", "1", 11))).isTrue();
    assertThat(informer.apply(ChangeType.ADDED, 11, map("a", "1", 11))).isFalse();
    assertThat(recorder.heard()).containsExactly("+a@11");
  }

  @Test
  void aLateHandlerHearsOfEverythingThereIs() {
    informer.replace(List.of(map("a", "1", 1), map("b", "2", 2)), 2);
    informer.addHandler(recorder);
    informer.apply(ChangeType.DELETED, 3, map("a", "1", 3));
    assertThat(recorder.heard()).containsExactlyInAnyOrder("+a@1", "+b@2", "-a");
    informer.removeHandler(recorder);
    informer.apply(ChangeType.DELETED, 4, map("b", "2", 4));
    assertThat(recorder.heard()).hasSize(3);
  }

  @Test
  void indexesFollowTheObjects() {
    informer
        .store()
        .addIndex("parity", map -> List.of(map.getMetadata().getLabels().get("parity")));
    informer.replace(List.of(map("a", "1", 1), map("b", "2", 2)), 2);
    assertThat(informer.store().byIndex("parity", "odd")).hasSize(1);
    informer.apply(ChangeType.MODIFIED, 4, map("a", "1", 4));
    assertThat(informer.store().byIndex("parity", "odd")).isEmpty();
    assertThat(informer.store().byIndex("parity", "even")).hasSize(2);
    informer.apply(ChangeType.DELETED, 5, map("b", "2", 5));
    assertThat(informer.store().byIndex("parity", "even")).hasSize(1);
    assertThat(informer.store().list("ns")).hasSize(1);
    assertThat(informer.store().list("other")).isEmpty();
  }

  @Test
  void aFailingHandlerDoesNotStopTheOthers() {
    informer.addHandler(
        new ResourceHandler<>() {
          @Override
          public void onAdd(ConfigMap object) {
            throw new IllegalStateException("on purpose");
          }

          @Override
          public void onUpdate(ConfigMap before, ConfigMap after) {}

          @Override
          public void onDelete(ConfigMap object) {}
        });
    informer.addHandler(recorder);
    informer.replace(List.of(map("a", "1", 1)), 1);
    assertThat(recorder.heard()).containsExactly("+a@1");
  }
}
