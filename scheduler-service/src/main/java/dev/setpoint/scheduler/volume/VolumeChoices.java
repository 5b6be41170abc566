package dev.setpoint.scheduler.volume;

import dev.setpoint.common.volume.VolumeBindings;
import dev.setpoint.common.volume.VolumeMatch;
import dev.setpoint.scheduler.plugin.NodeSelectors;
import dev.setpoint.scheduler.snapshot.NodeFacts;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.TopologySelectorLabelRequirement;
import io.fabric8.kubernetes.api.model.TopologySelectorTerm;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which volumes the claims of a Pod get on one Node: one that is there, else one that is made
 * there.
 *
 * @param volumes the name of a volume by the claim's uid
 * @param made claims for which a volume is to be made
 */
record VolumeChoices(Map<String, String> volumes, List<PersistentVolumeClaim> made) {

  private static final String NO_PROVISIONER = "kubernetes.io/no-provisioner";

  /** Null if the Node can't do. */
  static @Nullable VolumeChoices on(
      NodeFacts node,
      List<PersistentVolumeClaim> claims,
      Storage storage,
      Predicate<PersistentVolume> free) {
    Map<String, String> volumes = new LinkedHashMap<>();
    List<PersistentVolumeClaim> made = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (PersistentVolumeClaim claim : claims) {
      String selected = VolumeBindings.annotation(claim, VolumeBindings.SELECTED_NODE);
      if (selected != null) {
        if (!selected.equals(node.name())) {
          return null;
        }
        made.add(claim);
        continue;
      }
      Optional<PersistentVolume> match =
          VolumeMatch.best(
              claim,
              storage.volumes().list().stream()
                  .filter(
                      volume ->
                          !taken.contains(volume.getMetadata().getName())
                              && reaches(volume, node)
                              && (VolumeBindings.isFor(volume, claim) || free.test(volume)))
                  .toList(),
              false);
      if (match.isPresent()) {
        String name = match.get().getMetadata().getName();
        taken.add(name);
        volumes.put(claim.getMetadata().getUid(), name);
      } else if (canBeMade(claim, node, storage)) {
        made.add(claim);
      } else {
        return null;
      }
    }
    return new VolumeChoices(volumes, made);
  }

  /** Whether a Node is one of those that a volume can be used on. */
  static boolean reaches(PersistentVolume volume, NodeFacts node) {
    NodeSelector required =
        volume.getSpec().getNodeAffinity() == null
            ? null
            : volume.getSpec().getNodeAffinity().getRequired();
    return required == null || NodeSelectors.matches(required, node);
  }

  private static boolean canBeMade(PersistentVolumeClaim claim, NodeFacts node, Storage storage) {
    StorageClass storageClass = storage.storageClass(VolumeBindings.storageClass(claim));
    if (storageClass == null
        || VolumeBindings.text(storageClass.getProvisioner()).isEmpty()
        || storageClass.getProvisioner().equals(NO_PROVISIONER)) {
      return false;
    }
    List<TopologySelectorTerm> allowed = storageClass.getAllowedTopologies();
    return allowed.isEmpty() || allowed.stream().anyMatch(term -> matches(term, node));
  }

  private static boolean matches(TopologySelectorTerm term, NodeFacts node) {
    for (TopologySelectorLabelRequirement wanted : term.getMatchLabelExpressions()) {
      String value = node.labels().get(wanted.getKey());
      if (value == null || !wanted.getValues().contains(value)) {
        return false;
      }
    }
    return !term.getMatchLabelExpressions().isEmpty();
  }
}
