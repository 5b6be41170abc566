package dev.setpoint.agent.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.setpoint.agent.cluster.ClaimSource;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimedVolumesTest {

  private static final Pod POD =
      new PodBuilder()
          .withNewMetadata()
          .withNamespace("ns")
          .withName("p")
          .withUid("pod-uid")
          .endMetadata()
          .withNewSpec()
          .endSpec()
          .build();

  private static final Volume VOLUME =
      new VolumeBuilder().withName("v").withNewPersistentVolumeClaim("c", false).build();

  private static final Volume EPHEMERAL =
      new VolumeBuilder().withName("v").withNewEphemeral().endEphemeral().build();

  @TempDir Path disk;

  private record Known(@Nullable PersistentVolumeClaim bound, @Nullable PersistentVolume disk)
      implements ClaimSource {

    @Override
    public @Nullable PersistentVolumeClaim claim(String namespace, String name) {
      return name.equals("c") || name.equals("p-v") ? bound : null;
    }

    @Override
    public @Nullable PersistentVolume volume(String name) {
      return name.equals("pv") ? disk : null;
    }
  }

  private static PersistentVolumeClaimBuilder claim() {
    return new PersistentVolumeClaimBuilder()
        .withNewMetadata()
        .withUid("claim-uid")
        .endMetadata()
        .withNewSpec()
        .withVolumeName("pv")
        .endSpec()
        .withNewStatus()
        .withPhase("Bound")
        .endStatus();
  }

  private PersistentVolumeBuilder hostPath() {
    return new PersistentVolumeBuilder()
        .withNewSpec()
        .withNewClaimRef()
        .withUid("claim-uid")
        .endClaimRef()
        .withNewHostPath(disk.toString(), "Directory")
        .endSpec();
  }

  private static Path setUp(
      @Nullable PersistentVolumeClaim claim, @Nullable PersistentVolume volume, Volume asked)
      throws Exception {
    return new ClaimedVolumes(new Known(claim, volume)).setUp(POD, asked);
  }

  @Test
  void hostPathsAndLocalDisksAreMounted() throws Exception {
    assertThat(setUp(claim().build(), hostPath().build(), VOLUME)).isEqualTo(disk);
    PersistentVolume local =
        hostPath().editSpec().withHostPath(null).withNewLocal("", disk + "").endSpec().build();
    assertThat(setUp(claim().build(), local, VOLUME)).isEqualTo(disk);
  }

  @Test
  void anEphemeralClaimMustBeThePods() throws Exception {
    assertThatThrownBy(() -> setUp(claim().build(), hostPath().build(), EPHEMERAL))
        .hasMessage(
            "error processing PVC ns/p-v: PVC ns/p-v was not created for pod ns/p (pod is not"
                + " owner)");
    PersistentVolumeClaim own =
        claim()
            .editMetadata()
            .addNewOwnerReference()
            .withUid("pod-uid")
            .endOwnerReference()
            .endMetadata()
            .build();
    assertThat(setUp(own, hostPath().build(), EPHEMERAL)).isEqualTo(disk);
  }

  @Test
  void whatIsNotBoundForSureIsNotMounted() {
    assertThatThrownBy(() -> setUp(null, null, VOLUME))
        .hasMessage(
            "error processing PVC ns/c: failed to fetch PVC from API server:"
                + " persistentvolumeclaims \"c\" not found");
    PersistentVolumeClaim pending = claim().editStatus().withPhase("Pending").endStatus().build();
    assertThatThrownBy(() -> setUp(pending, hostPath().build(), VOLUME))
        .hasMessage("error processing PVC ns/c: PVC is not bound");
    PersistentVolumeClaim going =
        claim().editMetadata().withDeletionTimestamp("2026-01-01T00:00:00Z").endMetadata().build();
    assertThatThrownBy(() -> setUp(going, hostPath().build(), VOLUME))
        .hasMessage("error processing PVC ns/c: PVC is being deleted");
    PersistentVolume others =
        hostPath().editSpec().editClaimRef().withUid("x").endClaimRef().endSpec().build();
    assertThatThrownBy(() -> setUp(claim().build(), others, VOLUME))
        .hasMessage("error processing PVC ns/c: PV pv is not bound to this PVC");
    PersistentVolume remote = hostPath().editSpec().withHostPath(null).endSpec().build();
    assertThatThrownBy(() -> setUp(claim().build(), remote, VOLUME))
        .hasMessage("error processing PVC ns/c: no volume plugin matched");
  }
}
