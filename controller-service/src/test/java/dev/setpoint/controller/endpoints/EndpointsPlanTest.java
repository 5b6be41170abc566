package dev.setpoint.controller.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.fabric8.kubernetes.api.model.EndpointSubset;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndpointsPlanTest {

  private static final Service SERVICE =
      new ServiceBuilder()
          .withNewMetadata()
          .withNamespace("ns")
          .withName("web")
          .withCreationTimestamp("2026-01-01T12:00:00Z")
          .endMetadata()
          .withNewSpec()
          .addToSelector("app", "a")
          .addNewPort()
          .withName("http")
          .withPort(80)
          .withProtocol("TCP")
          .withTargetPort(new IntOrString("web"))
          .endPort()
          .endSpec()
          .build();

  private static Pod pod(String name, String ip, int port, String ready) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("ns")
        .withName(name)
        .withUid(name)
        .addToLabels("app", "a")
        .endMetadata()
        .withNewSpec()
        .withHostname("host")
        .withSubdomain("web")
        .addNewContainer()
        .addNewPort()
        .withName("web")
        .withContainerPort(port)
        .endPort()
        .endContainer()
        .endSpec()
        .withNewStatus()
        .withPhase("Running")
        .withPodIP(ip)
        .addNewCondition()
        .withType("Ready")
        .withStatus(ready)
        .withLastTransitionTime("2026-01-01T12:00:05Z")
        .endCondition()
        .endStatus()
        .build();
  }

  @Test
  void addressesWithTheSamePortsAreTogether() {
    List<EndpointSubset> subsets =
        EndpointsPlan.subsets(
            SERVICE,
            List.of(
                pod("c", "10.0.0.3", 8080, "False"),
                pod("b", "10.0.0.2", 9090, "True"),
                pod("a", "10.0.0.1", 8080, "True"),
                pod("none", "", 8080, "True")));
    assertThat(subsets).hasSize(2);
    assertThat(subsets.getFirst().getPorts().getFirst().getPort()).isEqualTo(8080);
    assertThat(subsets.getFirst().getAddresses())
        .extracting(EndpointAddress::getIp)
        .containsExactly("10.0.0.1");
    assertThat(subsets.getFirst().getNotReadyAddresses())
        .extracting(EndpointAddress::getIp)
        .containsExactly("10.0.0.3");
    assertThat(subsets.getFirst().getAddresses().getFirst().getHostname()).isEqualTo("host");
  }

  @Test
  void theTimeIsThatOfTheFirstChangeSinceTheLastWrite() {
    TriggerTimes times = new TriggerTimes();
    Pod pod = pod("a", "10.0.0.1", 8080, "True");
    assertThat(times.next(SERVICE, List.of())).isEqualTo("2026-01-01T12:00:00Z");
    assertThat(times.next(SERVICE, List.of(pod))).isEqualTo("2026-01-01T12:00:05Z");
    assertThat(times.next(SERVICE, List.of(pod))).isNull();
  }

  @Test
  void aPodThatIsGoingServesWithoutBeingReady() {
    Pod going =
        new PodBuilder(pod("a", "10.0.0.1", 8080, "True"))
            .editMetadata()
            .withDeletionTimestamp("2026-01-01T12:00:09Z")
            .endMetadata()
            .build();
    assertThat(EndpointsPlan.subsets(SERVICE, List.of(going))).isEmpty();
    var conditions =
        ServiceSlices.wanted(SERVICE, List.of(going), name -> null)
            .values()
            .iterator()
            .next()
            .getFirst()
            .getConditions();
    assertThat(conditions.getReady()).isFalse();
    assertThat(conditions.getServing()).isTrue();
    assertThat(conditions.getTerminating()).isTrue();
  }
}
