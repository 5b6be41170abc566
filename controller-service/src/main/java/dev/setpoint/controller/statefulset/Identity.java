package dev.setpoint.controller.statefulset;

import dev.setpoint.common.resource.Owners;
import dev.setpoint.common.workload.PodControl;
import dev.setpoint.common.workload.Revisions;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What makes a Pod the one of its ordinal: its name and labels, and the claims it mounts. */
final class Identity {

  private static final String POD_NAME = "statefulset.kubernetes.io/pod-name";
  private static final String POD_INDEX = "apps.kubernetes.io/pod-index";

  private Identity() {}

  static Pod podFor(StatefulSet set, PodTemplateSpec template, String revision, int ordinal) {
    String name = set.getMetadata().getName() + "-" + ordinal;
    PodBuilder pod =
        PodControl.podFor(set, template, name)
            .editMetadata()
            .withGenerateName(set.getMetadata().getName() + "-")
            .addToLabels(Revisions.LABEL, revision)
            .endMetadata()
            .editSpec()
            .withHostname(name)
            .withSubdomain(set.getSpec().getServiceName())
            .endSpec();
    return mended(set, pod.build(), ordinal);
  }

  /** The Pod with the labels and claims that are its own; equal to it where it has them. */
  static Pod mended(StatefulSet set, Pod pod, int ordinal) {
    return new PodBuilder(pod)
        .editMetadata()
        .addToLabels(POD_NAME, pod.getMetadata().getName())
        .addToLabels(POD_INDEX, Integer.toString(ordinal))
        .endMetadata()
        .editSpec()
        .withVolumes(volumes(set, pod, ordinal))
        .endSpec()
        .build();
  }

  private static List<Volume> volumes(StatefulSet set, Pod pod, int ordinal) {
    Map<String, Volume> volumes = new LinkedHashMap<>();
    for (PersistentVolumeClaim template : templates(set)) {
      String name = template.getMetadata().getName();
      volumes.put(
          name,
          new VolumeBuilder()
              .withName(name)
              .withNewPersistentVolumeClaim()
              .withClaimName(claimName(set, template, ordinal))
              .endPersistentVolumeClaim()
              .build());
    }
    List<Volume> all = new ArrayList<>();
    @Nullable List<Volume> present = pod.getSpec().getVolumes();
    if (present != null) {
      for (Volume volume : present) { // where it was, so that nothing seems to change
        Volume claimed = volumes.remove(volume.getName());
        boolean same =
            claimed != null
                && volume.getPersistentVolumeClaim() != null
                && claimed
                    .getPersistentVolumeClaim()
                    .getClaimName()
                    .equals(volume.getPersistentVolumeClaim().getClaimName());
        all.add(claimed == null || same ? volume : claimed);
      }
    }
    all.addAll(0, volumes.values());
    return all;
  }

  static List<PersistentVolumeClaim> templates(StatefulSet set) {
    @Nullable List<PersistentVolumeClaim> templates = set.getSpec().getVolumeClaimTemplates();
    return templates == null ? List.of() : templates;
  }

  private static String claimName(StatefulSet set, PersistentVolumeClaim template, int ordinal) {
    return template.getMetadata().getName() + "-" + set.getMetadata().getName() + "-" + ordinal;
  }

  /** The claims of an ordinal, as they are made. */
  static List<PersistentVolumeClaim> claims(StatefulSet set, int ordinal) {
    List<PersistentVolumeClaim> claims = new ArrayList<>();
    for (PersistentVolumeClaim template : templates(set)) {
      Map<String, String> labels = new HashMap<>();
      if (template.getMetadata().getLabels() != null) {
        labels.putAll(template.getMetadata().getLabels());
      }
      if (set.getSpec().getSelector().getMatchLabels() != null) {
        labels.putAll(set.getSpec().getSelector().getMatchLabels());
      }
      claims.add(
          new PersistentVolumeClaimBuilder()
              .withNewMetadata()
              .withNamespace(set.getMetadata().getNamespace())
              .withName(claimName(set, template, ordinal))
              .withLabels(labels)
              .withAnnotations(template.getMetadata().getAnnotations())
              .withOwnerReferences(
                  Sets.deletesClaimsWhenDeleted(set)
                      ? List.of(Owners.controllerReference(set))
                      : List.of())
              .endMetadata()
              .withSpec(template.getSpec())
              .build());
    }
    return claims;
  }

  /** Who a claim is to go with, by the set's retention policy; others' references stay. */
  static List<OwnerReference> owners(StatefulSet set, Pod pod, PersistentVolumeClaim claim) {
    List<OwnerReference> owners = new ArrayList<>();
    for (OwnerReference owner : ownersOf(claim)) {
      boolean ours =
          owner.getUid().equals(set.getMetadata().getUid())
              || (owner.getKind().equals("Pod")
                  && owner.getName().equals(pod.getMetadata().getName()));
      if (!ours) {
        owners.add(owner);
      }
    }
    int ordinal = Sets.ordinal(set, pod);
    boolean condemned = ordinal < Sets.start(set) || ordinal >= Sets.end(set);
    if (condemned && Sets.deletesClaimsWhenScaled(set)) {
      owners.add(Owners.controllerReference(pod));
    } else if (Sets.deletesClaimsWhenDeleted(set)) {
      owners.add(Owners.controllerReference(set));
    }
    return owners;
  }

  static List<OwnerReference> ownersOf(PersistentVolumeClaim claim) {
    @Nullable List<OwnerReference> owners = claim.getMetadata().getOwnerReferences();
    return owners == null ? List.of() : owners;
  }

  static boolean sameOwners(List<OwnerReference> a, List<OwnerReference> b) {
    return Objects.equals(
        a.stream().map(OwnerReference::getUid).toList(),
        b.stream().map(OwnerReference::getUid).toList());
  }
}
