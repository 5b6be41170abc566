package dev.setpoint.controller.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ResourceTypes;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.NamespaceCondition;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class NamespaceConditionsTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void tellsWhatRemainsAndWhichFinalizersHoldIt() {
    Remains remains = new Remains();
    ObjectNode held = KubeJson.TREES.createObjectNode();
    held.putObject("metadata").putArray("finalizers").add("example.com/hold");
    remains.found(ResourceTypes.of(ConfigMap.class), List.of(held));
    List<NamespaceCondition> conditions = NamespaceConditions.of(List.of(), remains, NOW);
    assertThat(conditions)
        .extracting(c -> c.getType() + "=" + c.getStatus() + " " + c.getReason())
        .containsExactly(
            "NamespaceDeletionDiscoveryFailure=False ResourcesDiscovered",
            "NamespaceDeletionGroupVersionParsingFailure=False ParsedGroupVersions",
            "NamespaceDeletionContentFailure=False ContentDeleted",
            "NamespaceContentRemaining=True SomeResourcesRemain",
            "NamespaceFinalizersRemaining=True SomeFinalizersRemain");
    assertThat(conditions.get(3).getMessage())
        .isEqualTo("Some resources are remaining: configmaps. has 1 resource instances");
    assertThat(conditions.get(4).getMessage())
        .isEqualTo(
            "Some content in the namespace has finalizers remaining: example.com/hold in 1"
                + " resource instances");
    List<NamespaceCondition> after =
        NamespaceConditions.of(conditions, new Remains(), NOW.plusSeconds(9));
    assertThat(after.get(3).getStatus()).isEqualTo("False");
    assertThat(after.get(3).getLastTransitionTime()).isEqualTo("2026-01-01T00:00:09Z");
    assertThat(after.get(0).getLastTransitionTime()).isEqualTo(NOW.toString());
  }
}
