package dev.setpoint.controller.statefulset;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import dev.setpoint.common.events.EventRecorder;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.Owners;
import dev.setpoint.common.workload.PodControl;
import dev.setpoint.common.workload.Revisions;
import dev.setpoint.controller.statefulset.StatefulPlan.Step;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;

/**
 * Makes and removes members of StatefulSets. Their names are fixed, so doing it once more than the
 * cache shows is refused by the API and does no harm.
 */
final class MemberControl {

  private final Store<PersistentVolumeClaim> claims;
  private final ApiClient api;
  private final PodControl pods;
  private final EventRecorder events;

  MemberControl(Informers informers, ApiClient api, EventRecorder events) {
    this.claims = informers.informer(PersistentVolumeClaim.class).store();
    this.api = api;
    this.pods = new PodControl(api);
    this.events = events;
  }

  void carryOut(
      StatefulSet set, List<Step> steps, ControllerRevision current, ControllerRevision update) {
    for (Step step : steps) {
      switch (step) {
        case Step.Create(int ordinal, boolean updated) -> {
          ControllerRevision revision = updated ? update : current;
          create(
              set,
              Identity.podFor(
                  set,
                  updated ? set.getSpec().getTemplate() : Revisions.template(revision),
                  revision.getMetadata().getName(),
                  ordinal),
              ordinal);
        }
        case Step.Delete(Pod pod) -> delete(set, pod);
        case Step.Mend(Pod pod) -> mend(set, pod);
      }
    }
  }

  private void create(StatefulSet set, Pod pod, int ordinal) {
    makeClaims(set, pod, ordinal);
    String what = "create Pod " + pod.getMetadata().getName() + in(set);
    try {
      pods.create(pod);
    } catch (ApiException e) {
      if (e.reason() == StatusReason.AlreadyExists) {
        return; // the cache will show it
      }
      tell(set, EventRecorder.WARNING, "FailedCreate", what + "failed error: " + e.message());
      throw e;
    }
    tell(set, EventRecorder.NORMAL, "SuccessfulCreate", what + "successful");
  }

  private void makeClaims(StatefulSet set, Pod pod, int ordinal) {
    for (PersistentVolumeClaim claim : Identity.claims(set, ordinal)) {
      PersistentVolumeClaim there = claims.get(ObjectKey.of(claim));
      if (there != null) {
        if (Owners.isDeleting(there)) {
          throw ApiException.unavailable(
              "pvc " + claim.getMetadata().getName() + " is being deleted");
        }
        continue;
      }
      String what =
          "create Claim "
              + claim.getMetadata().getName()
              + " Pod "
              + pod.getMetadata().getName()
              + in(set);
      try {
        api.create(claim);
      } catch (ApiException e) {
        if (e.reason() == StatusReason.AlreadyExists) {
          continue;
        }
        tell(set, EventRecorder.WARNING, "FailedCreate", what + "failed error: " + e.message());
        throw e;
      }
      tell(set, EventRecorder.NORMAL, "SuccessfulCreate", what + "success");
    }
  }

  private void delete(StatefulSet set, Pod pod) {
    String what = "delete Pod " + pod.getMetadata().getName() + in(set);
    try {
      pods.delete(pod);
    } catch (ApiException e) {
      if (e.code() == 404 || e.code() == 409) {
        return; // gone, or replaced under its name
      }
      tell(set, EventRecorder.WARNING, "FailedDelete", what + "failed error: " + e.message());
      throw e;
    }
    tell(set, EventRecorder.NORMAL, "SuccessfulDelete", what + "successful");
  }

  private void mend(StatefulSet set, Pod pod) {
    int ordinal = Sets.ordinal(set, pod);
    boolean member = ordinal >= Sets.start(set) && ordinal < Sets.end(set);
    if (member && !Owners.isDeleting(pod)) {
      Pod wanted = Identity.mended(set, pod, ordinal);
      if (!wanted.equals(pod)) {
        api.update(wanted);
      }
      makeClaims(set, pod, ordinal);
    }
    for (PersistentVolumeClaim template : Identity.claims(set, ordinal)) {
      PersistentVolumeClaim claim = claims.get(ObjectKey.of(template));
      if (claim != null) {
        List<OwnerReference> owners = Identity.owners(set, pod, claim);
        if (!Identity.sameOwners(owners, Identity.ownersOf(claim))) {
          api.update(
              new PersistentVolumeClaimBuilder(claim)
                  .editMetadata()
                  .withOwnerReferences(owners)
                  .endMetadata()
                  .build());
        }
      }
    }
  }

  private static String in(StatefulSet set) {
    return " in StatefulSet " + set.getMetadata().getName() + " ";
  }

  private void tell(StatefulSet set, String type, String reason, String message) {
    events.event(set, type, reason, message);
  }
}
