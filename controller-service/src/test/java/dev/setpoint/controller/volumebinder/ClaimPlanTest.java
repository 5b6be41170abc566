package dev.setpoint.controller.volumebinder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.volume.VolumeBindings;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClaimPlanTest {

  private static PersistentVolumeClaim claim(String gib) {
    return new PersistentVolumeClaimBuilder()
        .withNewMetadata()
        .withNamespace("ns")
        .withName("c")
        .withUid("uid-c")
        .endMetadata()
        .withNewSpec()
        .withAccessModes("ReadWriteOnce")
        .withStorageClassName("fast")
        .withNewResources()
        .withRequests(Map.of("storage", new Quantity(gib + "Gi")))
        .endResources()
        .endSpec()
        .build();
  }

  private static PersistentVolume volume(String name, int gib, String... modes) {
    return new PersistentVolumeBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .withCapacity(Map.of("storage", new Quantity(gib + "Gi")))
        .withAccessModes(modes.length == 0 ? new String[] {"ReadWriteOnce"} : modes)
        .withStorageClassName("fast")
        .endSpec()
        .withNewStatus()
        .withPhase("Available")
        .endStatus()
        .build();
  }

  private static PersistentVolume claimed(
      PersistentVolume volume, String name, @Nullable String uid) {
    return new PersistentVolumeBuilder(volume)
        .editSpec()
        .withNewClaimRef()
        .withNamespace("ns")
        .withName(name)
        .withUid(uid)
        .endClaimRef()
        .endSpec()
        .build();
  }

  private static StorageClass storageClass(String provisioner, String mode) {
    return new StorageClassBuilder()
        .withNewMetadata()
        .withName("fast")
        .endMetadata()
        .withProvisioner(provisioner)
        .withVolumeBindingMode(mode)
        .build();
  }

  private static String chosen(ClaimPlan plan) {
    return plan instanceof ClaimPlan.Bind(PersistentVolume volume)
        ? volume.getMetadata().getName()
        : plan instanceof ClaimPlan.Wait(ClaimPlan.Notice notice, String provisioner)
                && notice != null
            ? notice.reason()
            : plan.toString();
  }

  @Test
  void theSmallestThatFitsIsTaken() {
    var volumes = List.of(volume("a", 10), volume("b", 3), volume("c", 1));
    assertThat(chosen(ClaimPlan.of(claim("2"), volumes, null))).isEqualTo("b");
  }

  @Test
  void fewerKindsOfAccessGoBeforeSize() {
    var volumes = List.of(volume("wide", 2, "ReadWriteOnce", "ReadWriteMany"), volume("plain", 9));
    assertThat(chosen(ClaimPlan.of(claim("2"), volumes, null))).isEqualTo("plain");
  }

  @Test
  void oneThatIsKeptForTheClaimWinsAndOneOfAnotherDoesNot() {
    var volumes =
        List.of(
            volume("free", 2),
            claimed(volume("kept", 9), "c", null),
            claimed(volume("other", 2), "d", null));
    assertThat(chosen(ClaimPlan.of(claim("2"), volumes, null))).isEqualTo("kept");
  }

  @Test
  void theSchedulerChoosesWhereTheClassSaysSo() {
    var volumes = List.of(volume("free", 2));
    StorageClass late = storageClass("kubernetes.io/no-provisioner", "WaitForFirstConsumer");
    assertThat(chosen(ClaimPlan.of(claim("2"), volumes, late))).isEqualTo("WaitForFirstConsumer");
    var kept = List.of(claimed(volume("kept", 2), "c", null));
    assertThat(chosen(ClaimPlan.of(claim("2"), kept, late))).isEqualTo("kept");
  }

  @Test
  void saysWhyItWaits() {
    assertThat(ClaimPlan.of(claim("2"), List.of(), null))
        .isEqualTo(
            new ClaimPlan.Wait(
                ClaimPlan.Notice.warning(
                    "ProvisioningFailed", "storageclass.storage.k8s.io \"fast\" not found"),
                null));
    assertThat(ClaimPlan.of(claim("2"), List.of(), storageClass("x.io/p", "Immediate")))
        .isInstanceOfSatisfying(
            ClaimPlan.Wait.class, wait -> assertThat(wait.provisioner()).isEqualTo("x.io/p"));
  }

  @Test
  void aNamedVolumeMustFit() {
    PersistentVolumeClaim named =
        new PersistentVolumeClaimBuilder(claim("5"))
            .editSpec()
            .withVolumeName("a")
            .endSpec()
            .build();
    assertThat(chosen(ClaimPlan.of(named, List.of(volume("a", 5)), null))).isEqualTo("a");
    assertThat(chosen(ClaimPlan.of(named, List.of(volume("a", 4)), null)))
        .isEqualTo("VolumeMismatch");
    assertThat(
            chosen(ClaimPlan.of(named, List.of(claimed(volume("a", 5), "c", "uid-of-old")), null)))
        .isEqualTo("FailedBinding");
  }

  @Test
  void aBoundClaimIsLostWithItsVolume() {
    PersistentVolumeClaim bound =
        new PersistentVolumeClaimBuilder(claim("1"))
            .editMetadata()
            .addToAnnotations(VolumeBindings.BIND_COMPLETED, "yes")
            .endMetadata()
            .editSpec()
            .withVolumeName("a")
            .endSpec()
            .build();
    assertThat(ClaimPlan.of(bound, List.of(), null)).isInstanceOf(ClaimPlan.Lose.class);
    assertThat(ClaimPlan.of(bound, List.of(claimed(volume("a", 1), "c", "uid-c")), null))
        .isInstanceOf(ClaimPlan.Bind.class);
    assertThat(ClaimPlan.of(bound, List.of(claimed(volume("a", 1), "d", "uid-d")), null))
        .isInstanceOf(ClaimPlan.Lose.class);
  }

  @Property
  void whatIsChosenIsFreeBigEnoughAndNoneSmallerWouldDo(
      @ForAll @Size(max = 12) List<@IntRange(min = 1, max = 20) Integer> sizes,
      @ForAll @IntRange(min = 1, max = 20) int wanted) {
    List<PersistentVolume> volumes = new ArrayList<>();
    for (int i = 0; i < sizes.size(); i++) {
      PersistentVolume volume = volume("v" + i, sizes.get(i));
      volumes.add(i % 3 == 0 ? claimed(volume, "other", "uid-other") : volume);
    }
    PersistentVolumeClaim claim = claim(Integer.toString(wanted));
    BigDecimal least =
        volumes.stream()
            .filter(v -> v.getSpec().getClaimRef() == null)
            .map(VolumeBindings::capacity)
            .filter(size -> size.compareTo(VolumeBindings.requested(claim)) >= 0)
            .min(BigDecimal::compareTo)
            .orElse(null);
    ClaimPlan plan = ClaimPlan.of(claim, volumes, null);
    if (plan instanceof ClaimPlan.Bind(PersistentVolume volume)) {
      assertThat(volume.getSpec().getClaimRef()).isNull();
      assertThat(VolumeBindings.capacity(volume)).isEqualByComparingTo(least);
    } else {
      assertThat(least).isNull();
    }
  }
}
