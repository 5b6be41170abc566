package dev.setpoint.api.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.api.schema.Schemas;
import dev.setpoint.api.schema.TypedForm;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class KubernetesServiceTest {

  private static final TypedForm FORM = new TypedForm(new Schemas());

  private static ObjectNode checked(ObjectNode object) {
    ObjectNode before = object.deepCopy();
    var result =
        FORM.check(object.path("apiVersion").asString(), object.path("kind").asString(), object);
    assertThat(result.mismatch()).isNull();
    assertThat(result.unknownFields()).isEmpty();
    return before;
  }

  @Test
  void theServiceLeadsToThePortThatTheReplicasListenOn() {
    ObjectNode service = checked(KubernetesService.service("10.96.0.1", 6443));
    assertThat(service.at("/spec/ports").toString())
        .isEqualTo("[{\"name\":\"https\",\"port\":443,\"protocol\":\"TCP\",\"targetPort\":6443}]");
    assertThat(service.at("/spec/clusterIP").asString()).isEqualTo("10.96.0.1");
  }

  @Test
  void everyReplicaIsBehindIt() {
    List<String> addresses = List.of("10.0.0.1", "10.0.0.2");
    ObjectNode endpoints = checked(KubernetesService.endpoints(addresses, 6443));
    assertThat(endpoints.at("/subsets/0/addresses").toString())
        .isEqualTo("[{\"ip\":\"10.0.0.1\"},{\"ip\":\"10.0.0.2\"}]");
    ObjectNode slice = checked(KubernetesService.slice(addresses, 6443));
    assertThat(slice.at("/endpoints/1/addresses/0").asString()).isEqualTo("10.0.0.2");
    assertThat(slice.path("addressType").asString()).isEqualTo("IPv4");
    assertThat(KubernetesService.slice(List.of("fd00::1"), 6443).path("addressType").asString())
        .isEqualTo("IPv6");
  }

  @Test
  void noReplicaLeavesNoSubset() {
    assertThat(checked(KubernetesService.endpoints(List.of(), 6443)).has("subsets")).isFalse();
    assertThat(checked(KubernetesService.slice(List.of(), 6443)).path("endpoints")).isEmpty();
  }

  @Test
  void theRangeIsCalledReadyOnce() {
    ObjectNode range = KubernetesService.range(List.of("10.96.0.0/16"));
    assertThat(KubernetesService.markReady(range, Instant.EPOCH)).isTrue();
    assertThat(KubernetesService.markReady(range, Instant.EPOCH)).isFalse();
    assertThat(checked(range).at("/status/conditions/0/type").asString()).isEqualTo("Ready");
  }
}
