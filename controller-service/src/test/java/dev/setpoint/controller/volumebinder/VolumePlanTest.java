package dev.setpoint.controller.volumebinder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.volume.VolumeBindings;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VolumePlanTest {

  private static PersistentVolume volume(@Nullable String claimUid, String policy) {
    return new PersistentVolumeBuilder()
        .withNewMetadata()
        .withName("v")
        .endMetadata()
        .withNewSpec()
        .withPersistentVolumeReclaimPolicy(policy)
        .withNewClaimRef()
        .withNamespace("ns")
        .withName("c")
        .withUid(claimUid)
        .endClaimRef()
        .endSpec()
        .build();
  }

  private static PersistentVolumeClaim claim(String volume) {
    return new PersistentVolumeClaimBuilder()
        .withNewMetadata()
        .withNamespace("ns")
        .withName("c")
        .withUid("uid-c")
        .endMetadata()
        .withNewSpec()
        .withVolumeName(volume)
        .endSpec()
        .build();
  }

  @Test
  void isOnOfferUntilAClaimHasIt() {
    assertThat(VolumePlan.of(volume(null, "Retain"), claim("v")))
        .isEqualTo(new VolumePlan.Phase("Available"));
    assertThat(VolumePlan.of(volume("uid-c", "Retain"), claim("v")))
        .isEqualTo(new VolumePlan.Phase("Bound"));
  }

  @Test
  void isReleasedWithItsClaimAlsoWhereAnotherHasItsName() {
    assertThat(VolumePlan.of(volume("uid-c", "Retain"), null))
        .isEqualTo(new VolumePlan.Release(VolumePlan.Reclaim.LEAVE));
    assertThat(VolumePlan.of(volume("uid-old", "Delete"), claim("v")))
        .isEqualTo(new VolumePlan.Release(VolumePlan.Reclaim.NO_DELETER));
    PersistentVolume made =
        new PersistentVolumeBuilder(volume("uid-c", "Delete"))
            .editMetadata()
            .addToAnnotations(VolumeBindings.PROVISIONED_BY, "x.io/p")
            .endMetadata()
            .build();
    assertThat(VolumePlan.of(made, null))
        .isEqualTo(new VolumePlan.Release(VolumePlan.Reclaim.LEAVE));
  }

  @Test
  void givesBackAClaimThatIsBoundElsewhere() {
    assertThat(VolumePlan.of(volume("uid-c", "Retain"), claim("other")))
        .isInstanceOf(VolumePlan.Unbind.class);
    assertThat(VolumePlan.of(volume("uid-c", "Retain"), claim("")))
        .isInstanceOf(VolumePlan.LookAtClaim.class);
  }
}
