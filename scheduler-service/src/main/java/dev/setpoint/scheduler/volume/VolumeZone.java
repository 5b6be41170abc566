package dev.setpoint.scheduler.volume;

import dev.setpoint.common.volume.VolumeBindings;
import dev.setpoint.scheduler.framework.ClusterChange;
import dev.setpoint.scheduler.framework.FilterPlugin;
import dev.setpoint.scheduler.framework.Verdict;
import dev.setpoint.scheduler.snapshot.ClusterSnapshot;
import dev.setpoint.scheduler.snapshot.NodeFacts;
import dev.setpoint.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Keeps Pods in the zones that their volumes' labels name. */
@Component
public final class VolumeZone implements FilterPlugin {

  private static final Verdict CONFLICT =
      Verdict.unresolvable("node(s) had no available volume zone");

  /** Each label with the older or newer one that means the same. */
  private static final Map<String, String> TWINS =
      Map.of(
          NodeFacts.ZONE,
          "failure-domain.beta.kubernetes.io/zone",
          NodeFacts.REGION,
          "failure-domain.beta.kubernetes.io/region",
          "failure-domain.beta.kubernetes.io/zone",
          NodeFacts.ZONE,
          "failure-domain.beta.kubernetes.io/region",
          NodeFacts.REGION);

  /** A volume may be in several zones, joined by this. */
  private static final String SEPARATOR = "__";

  private record Place(String label, Set<String> values) {}

  private final Storage storage;

  public VolumeZone(Storage storage) {
    this.storage = storage;
  }

  @Override
  public String name() {
    return "VolumeZone";
  }

  @Override
  public int order() {
    return 67;
  }

  @Override
  public Preparation prepare(PodInfo pod, ClusterSnapshot snapshot) {
    List<Place> places = new ArrayList<>();
    for (String name : PodClaims.names(pod)) {
      PersistentVolumeClaim claim = storage.claim(pod.key().namespace(), name);
      PersistentVolume volume =
          claim == null ? null : storage.volume(VolumeBindings.volumeName(claim));
      if (volume != null && volume.getMetadata().getLabels() != null) {
        collect(volume.getMetadata().getLabels(), places);
      }
    }
    return places.isEmpty()
        ? Preparation.SKIP
        : Preparation.each(node -> test(node.labels(), places));
  }

  private static void collect(Map<String, String> labels, List<Place> into) {
    for (String label : TWINS.keySet()) {
      String value = labels.get(label);
      if (value != null) {
        into.add(new Place(label, Set.of(value.split(SEPARATOR, -1))));
      }
    }
  }

  /** A Node that says nothing about zones belongs to a cluster that has none. */
  private static Verdict test(Map<String, String> node, List<Place> places) {
    if (TWINS.keySet().stream().noneMatch(node::containsKey)) {
      return Verdict.FITS;
    }
    for (Place place : places) {
      String value = value(node, place.label());
      if (value == null || !place.values().contains(value)) {
        return CONFLICT;
      }
    }
    return Verdict.FITS;
  }

  private static @Nullable String value(Map<String, String> node, String label) {
    String value = node.get(label);
    return value != null ? value : node.get(TWINS.getOrDefault(label, label));
  }

  @Override
  public boolean mayHelp(PodInfo waiting, ClusterChange change) {
    return StorageHints.mayHelp(change);
  }
}
