package dev.setpoint.controller.volumeprotection;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClaimUseTest {

  private static final PersistentVolumeClaim CLAIM =
      new PersistentVolumeClaimBuilder().withNewMetadata().withName("data").endMetadata().build();

  private static Pod pod(@Nullable String node, String claim, String phase) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("p")
        .withUid("uid-p")
        .endMetadata()
        .withNewSpec()
        .withNodeName(node)
        .addNewVolume()
        .withName("v")
        .withNewPersistentVolumeClaim()
        .withClaimName(claim)
        .endPersistentVolumeClaim()
        .endVolume()
        .endSpec()
        .withNewStatus()
        .withPhase(phase)
        .endStatus()
        .build();
  }

  @Test
  void aPodOnANodeHoldsItsClaimEvenWhenItHasEnded() {
    assertThat(ClaimUse.isUsed(CLAIM, List.of(pod("n", "data", "Running")))).isTrue();
    assertThat(ClaimUse.isUsed(CLAIM, List.of(pod("n", "data", "Succeeded")))).isTrue();
    assertThat(ClaimUse.isUsed(CLAIM, List.of(pod(null, "data", "Pending")))).isFalse();
    assertThat(ClaimUse.isUsed(CLAIM, List.of(pod("n", "other", "Running")))).isFalse();
  }

  @Test
  void anEphemeralClaimIsHeldByItsOwnPodUntilThatIsShutDown() {
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("p")
            .withUid("uid-p")
            .endMetadata()
            .withNewSpec()
            .withNodeName("n")
            .addNewVolume()
            .withName("v")
            .withNewEphemeral()
            .endEphemeral()
            .endVolume()
            .endSpec()
            .build();
    PersistentVolumeClaim owned =
        new PersistentVolumeClaimBuilder()
            .withNewMetadata()
            .withName("p-v")
            .addNewOwnerReference()
            .withUid("uid-p")
            .withController(true)
            .endOwnerReference()
            .endMetadata()
            .build();
    assertThat(ClaimUse.claimsOf(pod)).containsExactly("p-v");
    assertThat(ClaimUse.isUsed(owned, List.of(pod))).isTrue();
    Pod shut =
        new PodBuilder(pod)
            .editMetadata()
            .withDeletionTimestamp("2026-01-01T00:00:00Z")
            .withDeletionGracePeriodSeconds(0L)
            .endMetadata()
            .build();
    assertThat(ClaimUse.isUsed(owned, List.of(shut))).isFalse();
  }
}
