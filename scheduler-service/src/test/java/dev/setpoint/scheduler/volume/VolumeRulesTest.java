package dev.setpoint.scheduler.volume;

import static dev.setpoint.scheduler.testing.Make.info;
import static dev.setpoint.scheduler.testing.Make.labelled;
import static dev.setpoint.scheduler.testing.Make.node;
import static dev.setpoint.scheduler.testing.Make.on;
import static dev.setpoint.scheduler.testing.Make.pod;
import static dev.setpoint.scheduler.testing.Make.verdicts;
import static dev.setpoint.scheduler.testing.Make.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.informer.Store;
import dev.setpoint.common.volume.VolumeBindings;
import dev.setpoint.scheduler.cycle.TestingStore;
import dev.setpoint.scheduler.framework.FilterPlugin;
import dev.setpoint.scheduler.framework.Verdict;
import dev.setpoint.scheduler.snapshot.ClusterCache;
import dev.setpoint.scheduler.snapshot.NodeFacts;
import dev.setpoint.scheduler.snapshot.NodeInfo;
import dev.setpoint.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.CSINodeBuilder;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VolumeRulesTest {

  private static final Quantity ONE = new Quantity("1Gi");

  private final TestingStore<PersistentVolumeClaim> claims = new TestingStore<>();
  private final TestingStore<PersistentVolume> volumes = new TestingStore<>();
  private final TestingStore<StorageClass> classes = new TestingStore<>();
  private final TestingStore<CSINode> csiNodes = new TestingStore<>();
  private final Storage storage = new Storage(claims, volumes, classes, csiNodes);
  private final List<String> written = new ArrayList<>();
  private final ClusterCache cache = new ClusterCache();
  private final VolumeBinding binding =
      new VolumeBinding(
          storage,
          new VolumeWriter() {
            @Override
            public void reserve(PersistentVolume volume, PersistentVolumeClaim claim) {
              written.add(claim.getMetadata().getName() + "=" + volume.getMetadata().getName());
              bind(claim.getMetadata().getName(), volume.getMetadata().getName());
            }

            @Override
            public void selectNode(PersistentVolumeClaim claim, String node) {
              written.add(claim.getMetadata().getName() + "@" + node);
              volumes.put(volume("made", "later"));
              bind(claim.getMetadata().getName(), "made");
            }
          },
          cache);

  private static PersistentVolumeClaim claim(String name, String storageClass, String mode) {
    return new PersistentVolumeClaimBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName(name)
        .withUid("uid-" + name)
        .endMetadata()
        .withNewSpec()
        .withStorageClassName(storageClass)
        .withAccessModes(mode)
        .withNewResources()
        .addToRequests("storage", ONE)
        .endResources()
        .endSpec()
        .build();
  }

  private void claim(String name, String storageClass) {
    claims.put(claim(name, storageClass, "ReadWriteOnce"));
  }

  private void bind(String claim, String volume) {
    claims.put(
        new PersistentVolumeClaimBuilder(claims.get("default", claim))
            .editMetadata()
            .addToAnnotations(VolumeBindings.BIND_COMPLETED, "yes")
            .endMetadata()
            .editSpec()
            .withVolumeName(volume)
            .endSpec()
            .build());
  }

  private static PersistentVolume volume(String name, String storageClass) {
    return new PersistentVolumeBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .withStorageClassName(storageClass)
        .withAccessModes("ReadWriteOnce")
        .addToCapacity("storage", ONE)
        .endSpec()
        .withNewStatus()
        .withPhase("Available")
        .endStatus()
        .build();
  }

  private static PersistentVolume onlyOn(String node, PersistentVolume volume) {
    return new PersistentVolumeBuilder(volume)
        .editSpec()
        .withNewNodeAffinity()
        .withNewRequired()
        .addNewNodeSelectorTerm()
        .addToMatchExpressions(new NodeSelectorRequirement(NodeFacts.HOSTNAME, "In", List.of(node)))
        .endNodeSelectorTerm()
        .endRequired()
        .endNodeAffinity()
        .endSpec()
        .build();
  }

  private void storageClass(String name, String provisioner) {
    classes.put(
        new StorageClassBuilder()
            .withNewMetadata()
            .withName(name)
            .endMetadata()
            .withProvisioner(provisioner)
            .withVolumeBindingMode("WaitForFirstConsumer")
            .build());
  }

  private static Pod using(String pod, String claim) {
    return with(
        pod(pod),
        b ->
            b.editSpec()
                .addNewVolume()
                .withName("data")
                .withNewPersistentVolumeClaim(claim, false)
                .endVolume()
                .endSpec());
  }

  private static List<String> reasons(FilterPlugin plugin, Pod pod, NodeInfo... nodes) {
    return verdicts(plugin, pod, nodes).stream()
        .map(v -> v instanceof Verdict.Fits ? "fits" : v.reasons().getFirst())
        .toList();
  }

  @Test
  void aBoundVolumeSaysWhichNodes() {
    claim("c", "local");
    volumes.put(onlyOn("b", volume("v", "local")));
    bind("c", "v");
    assertThat(reasons(binding, using("p", "c"), info(node("a")), info(node("b"))))
        .containsExactly("node(s) had volume node affinity conflict", "fits");
    bind("c", "lost");
    assertThat(reasons(binding, using("p", "c"), info(node("a"))))
        .containsExactly(
            "node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)");
  }

  @Test
  void claimsThatAreNotThereOrNotBoundKeepAPodEverywhereOff() {
    assertThat(reasons(binding, using("p", "c"), info(node("a"))))
        .containsExactly("persistentvolumeclaim \"c\" not found");
    claim("c", "");
    assertThat(reasons(binding, using("p", "c"), info(node("a"))))
        .containsExactly("pod has unbound immediate PersistentVolumeClaims");
  }

  @Test
  void aDelayedClaimTakesAVolumeOfTheNodeAndNobodyElseThatVolume() throws Exception {
    storageClass("local", "kubernetes.io/no-provisioner");
    claim("c", "local");
    claim("other", "local");
    volumes.put(onlyOn("b", volume("v", "local")));
    assertThat(reasons(binding, using("p", "c"), info(node("a")), info(node("b"))))
        .containsExactly("node(s) didn't find available persistent volumes to bind", "fits");
    cache.setNode(NodeFacts.of(node("b")));
    PodInfo pod = PodInfo.of(using("p", "c"));
    assertThat(binding.reserve(pod, "b")).isEqualTo(Verdict.FITS);
    assertThat(reasons(binding, using("q", "other"), info(node("b"))))
        .containsExactly("node(s) didn't find available persistent volumes to bind");
    binding.unreserve(pod, "b");
    assertThat(reasons(binding, using("q", "other"), info(node("b")))).containsExactly("fits");
    binding.reserve(pod, "b");
    assertThat(binding.preBind(pod, "b")).isEqualTo(Verdict.FITS);
    assertThat(written).containsExactly("c=v");
  }

  @Test
  void aVolumeIsMadeWhereThePodGoes() throws Exception {
    storageClass("later", "example.com/maker");
    claim("c", "later");
    cache.setNode(NodeFacts.of(node("a")));
    PodInfo pod = PodInfo.of(using("p", "c"));
    assertThat(reasons(binding, using("p", "c"), info(node("a")))).containsExactly("fits");
    binding.reserve(pod, "a");
    assertThat(binding.preBind(pod, "a")).isEqualTo(Verdict.FITS);
    assertThat(written).containsExactly("c@a");
    claims.put(
        new PersistentVolumeClaimBuilder(claim("d", "later", "ReadWriteOnce"))
            .editMetadata()
            .addToAnnotations(VolumeBindings.SELECTED_NODE, "b")
            .endMetadata()
            .build());
    assertThat(reasons(binding, using("q", "d"), info(node("a")), info(node("b"))))
        .containsExactly("node(s) didn't find available persistent volumes to bind", "fits");
  }

  @Test
  void zonesOfVolumesBind() {
    claim("c", "");
    volumes.put(
        new PersistentVolumeBuilder(volume("v", ""))
            .editMetadata()
            .addToLabels(NodeFacts.ZONE, "east__west")
            .endMetadata()
            .build());
    bind("c", "v");
    FilterPlugin zone = new VolumeZone(storage);
    assertThat(
            reasons(
                zone,
                using("p", "c"),
                info(labelled(node("e"), NodeFacts.ZONE, "east")),
                info(labelled(node("n"), NodeFacts.ZONE, "north")),
                info(node("plain"))))
        .containsExactly("fits", "node(s) had no available volume zone", "fits");
  }

  @Test
  void aVolumeForOnePodIsUsedByOnePod() {
    claims.put(claim("c", "", "ReadWriteOncePod"));
    FilterPlugin plugin = new VolumeRestrictions(storage);
    assertThat(
            reasons(
                plugin,
                using("p", "c"),
                info(node("a")),
                info(node("b"), on("b", using("q", "c")))))
        .containsOnly(
            "node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod"
                + " access mode");
    assertThat(reasons(plugin, using("p", "c"), info(node("a")))).containsExactly("fits");
  }

  @Test
  void aNodeHoldsNoMoreVolumesThanItCan() {
    for (String name : List.of("one", "two")) {
      claim(name, "");
      volumes.put(
          new PersistentVolumeBuilder(volume("v-" + name, ""))
              .editSpec()
              .withNewCsi()
              .withDriver("d")
              .withVolumeHandle(name)
              .endCsi()
              .endSpec()
              .build());
      bind(name, "v-" + name);
    }
    csiNodes.put(
        new CSINodeBuilder()
            .withNewMetadata()
            .withName("a")
            .endMetadata()
            .withNewSpec()
            .addNewDriver()
            .withName("d")
            .withNewAllocatable(1)
            .endDriver()
            .endSpec()
            .build());
    FilterPlugin plugin = new NodeVolumeLimits(storage);
    NodeInfo full = info(node("a"), on("a", using("q", "one")));
    assertThat(
            reasons(plugin, using("p", "two"), full, info(node("b"), on("b", using("q", "one")))))
        .containsExactly("node(s) exceed max volume count", "fits");
    assertThat(reasons(plugin, using("p", "one"), full))
        .as("the same volume counts once")
        .containsExactly("fits");
    Store<CSINode> none = new TestingStore<>();
    assertThat(
            reasons(
                new NodeVolumeLimits(new Storage(claims, volumes, classes, none)),
                using("p", "two"),
                full))
        .containsExactly("fits");
  }
}
