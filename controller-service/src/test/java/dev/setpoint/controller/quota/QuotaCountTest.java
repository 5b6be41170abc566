package dev.setpoint.controller.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.quota.QuotaUsage;
import dev.setpoint.common.resource.ResourceTypes;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class QuotaCountTest {

  private static final QuotaUsage PODS = QuotaUsage.of(ResourceTypes.of(Pod.class));
  private static final QuotaUsage SECRETS = QuotaUsage.of(ResourceTypes.of(Secret.class));

  private static ResourceQuota quota(Map<String, String> hard, String... scopes) {
    ResourceQuotaBuilder quota =
        new ResourceQuotaBuilder().withNewSpec().withScopes(scopes).endSpec();
    hard.forEach(
        (name, amount) -> quota.editSpec().addToHard(name, new Quantity(amount)).endSpec());
    return quota.build();
  }

  private static Pod pod(String cpu, String phase) {
    return new PodBuilder()
        .withNewSpec()
        .addNewContainer()
        .withName("c")
        .withNewResources()
        .withRequests(cpu.isEmpty() ? Map.of() : Map.of("cpu", new Quantity(cpu)))
        .endResources()
        .endContainer()
        .endSpec()
        .withNewStatus()
        .withPhase(phase)
        .endStatus()
        .build();
  }

  @Test
  void addsUpWhatIsLimitedAndNothingElse() {
    var status =
        new QuotaCount(quota(Map.of("requests.cpu", "2", "pods", "5", "secrets", "9")))
            .add(PODS, List.of(pod("250m", "Running"), pod("1", "Pending"), pod("1", "Failed")))
            .add(SECRETS, List.of(new SecretBuilder().withNewMetadata().endMetadata().build()))
            .status();
    assertThat(status.path("used").toString())
        .isEqualTo("{\"pods\":\"2\",\"requests.cpu\":\"1250m\",\"secrets\":\"1\"}");
    assertThat(status.path("hard").path("pods").asString()).isEqualTo("5");
  }

  @Test
  void scopesTellWhichPodsCount() {
    var pods = List.of(pod("", "Running"), pod("1", "Running"));
    assertThat(used(quota(Map.of("pods", "5"), "BestEffort"), pods)).isEqualTo("1");
    assertThat(used(quota(Map.of("pods", "5"), "NotBestEffort"), pods)).isEqualTo("1");
    assertThat(used(quota(Map.of("pods", "5"), "Terminating"), pods)).isEqualTo("0");
    assertThat(used(quota(Map.of("pods", "5")), pods)).isEqualTo("2");
  }

  private static String used(ResourceQuota quota, List<Pod> pods) {
    return new QuotaCount(quota).add(PODS, pods).status().path("used").path("pods").asString();
  }

  @Property
  void everyPodOfAQuotaCountsOnce(@ForAll @IntRange(max = 40) int pods) {
    var status =
        new QuotaCount(quota(Map.of("count/pods", "100", "requests.cpu", "100")))
            .add(PODS, Collections.nCopies(pods, pod("100m", "Running")))
            .status();
    assertThat(status.path("used").path("count/pods").asString()).isEqualTo(Integer.toString(pods));
    assertThat(
            new java.math.BigDecimal(
                new Quantity(status.path("used").path("requests.cpu").asString())
                    .getNumericalAmount()
                    .toPlainString()))
        .isEqualByComparingTo(java.math.BigDecimal.valueOf(pods, 1));
  }
}
