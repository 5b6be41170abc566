package dev.setpoint.controller.volumebinder;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.controller.Controller;
import dev.setpoint.common.controller.KeyQueue;
import dev.setpoint.common.controller.Result;
import dev.setpoint.common.controller.Watch;
import dev.setpoint.common.events.EventRecorder;
import dev.setpoint.common.events.EventWriter;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.volume.VolumeBindings;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Brings claims and volumes together; keys without a namespace are volumes. */
@Component
final class VolumeBinderController implements Controller {

  /** How often a claim without a volume is told again what it waits for. */
  private static final Duration REMIND = Duration.ofSeconds(15);

  private final Store<PersistentVolumeClaim> claims;
  private final Store<PersistentVolume> volumes;
  private final Store<StorageClass> classes;
  private final ApiClient api;
  private final BindingWriter writer;
  private final EventRecorder events;

  VolumeBinderController(Informers informers, ApiClient api, EventWriter events) {
    this.claims = informers.informer(PersistentVolumeClaim.class).store();
    this.volumes = informers.informer(PersistentVolume.class).store();
    this.classes = informers.informer(StorageClass.class).store();
    this.api = api;
    this.writer = new BindingWriter(api);
    this.events = events.recorder("persistentvolume-controller");
  }

  @Override
  public String name() {
    return "persistentvolume-binder-controller";
  }

  @Override
  public List<Watch<?>> watches() {
    return List.of(
        new Watch<>(PersistentVolumeClaim.class, this::claimChanged),
        new Watch<>(PersistentVolume.class, this::volumeChanged),
        new Watch<>(StorageClass.class, (before, after, queue) -> queuePending(queue)));
  }

  /** One at a time: two claims must not be given one volume from one look at the cache. */
  @Override
  public int workers() {
    return 1;
  }

  private void claimChanged(
      @Nullable PersistentVolumeClaim before,
      @Nullable PersistentVolumeClaim after,
      KeyQueue queue) {
    if (after != null) {
      queue.add(ObjectKey.of(after));
    }
    for (PersistentVolumeClaim claim : new PersistentVolumeClaim[] {before, after}) {
      if (claim != null && !VolumeBindings.volumeName(claim).isEmpty()) {
        queue.add(new ObjectKey("", VolumeBindings.volumeName(claim)));
      }
    }
  }

  private void volumeChanged(
      @Nullable PersistentVolume before, @Nullable PersistentVolume after, KeyQueue queue) {
    if (after != null) {
      queue.add(ObjectKey.of(after));
    }
    for (PersistentVolume volume : new PersistentVolume[] {before, after}) {
      ObjectReference ref = volume == null ? null : volume.getSpec().getClaimRef();
      if (ref != null) {
        queue.add(claimKey(ref));
      }
    }
    boolean onOffer = after != null && VolumeBindings.phase(after).equals("Available");
    if (onOffer && (before == null || !VolumeBindings.phase(before).equals("Available"))) {
      queuePending(queue);
    }
  }

  private void queuePending(KeyQueue queue) {
    claims.list().stream()
        .filter(claim -> !VolumeBindings.annotated(claim, VolumeBindings.BIND_COMPLETED))
        .forEach(claim -> queue.add(ObjectKey.of(claim)));
  }

  private static ObjectKey claimKey(ObjectReference ref) {
    return new ObjectKey(
        VolumeBindings.text(ref.getNamespace()), VolumeBindings.text(ref.getName()));
  }

  @Override
  public Result reconcile(ObjectKey key) {
    if (key.namespace().isEmpty()) {
      PersistentVolume volume = volumes.get(key);
      return volume == null ? Result.done() : volume(volume);
    }
    PersistentVolumeClaim claim = claims.get(key);
    return claim == null ? Result.done() : claim(claim);
  }

  private Result claim(PersistentVolumeClaim claim) {
    StorageClass storageClass = classes.get("", VolumeBindings.storageClass(claim));
    switch (ClaimPlan.of(claim, volumes.list(), storageClass)) {
      case ClaimPlan.Bind(PersistentVolume volume) -> writer.bind(volume, claim);
      case ClaimPlan.Lose(ClaimPlan.Notice notice) -> {
        if (!VolumeBindings.phase(claim).equals("Lost")) {
          say(writer.status(claim, "Lost", null), notice);
        }
      }
      case ClaimPlan.Wait(ClaimPlan.Notice notice, String provisioner) -> {
        if (provisioner != null) {
          writer.assign(claim, provisioner);
        } else if (!VolumeBindings.phase(claim).equals("Pending")) {
          writer.status(claim, "Pending", null);
        }
        if (notice != null) {
          say(claim, notice);
        }
        return Result.requeueAfter(REMIND);
      }
    }
    return Result.done();
  }

  private void say(PersistentVolumeClaim claim, ClaimPlan.Notice notice) {
    events.event(claim, notice.type(), notice.reason(), notice.message());
  }

  private Result volume(PersistentVolume volume) {
    switch (VolumePlan.of(volume, claimOf(volume))) {
      case VolumePlan.Phase(String phase) -> writer.phase(volume, phase, null);
      case VolumePlan.LookAtClaim() -> {
        // Whatever changed the volume queued its claim too.
      }
      case VolumePlan.Unbind() -> writer.unbind(volume);
      case VolumePlan.Release(VolumePlan.Reclaim reclaim) -> release(volume, reclaim);
    }
    return Result.done();
  }

  /** What the cache misses is asked for: a volume must not be released by mistake. */
  private @Nullable PersistentVolumeClaim claimOf(PersistentVolume volume) {
    ObjectReference ref = volume.getSpec().getClaimRef();
    if (ref == null || VolumeBindings.text(ref.getUid()).isEmpty()) {
      return null;
    }
    PersistentVolumeClaim cached = claims.get(claimKey(ref));
    return cached != null && VolumeBindings.isBoundTo(volume, cached)
        ? cached
        : api.find(PersistentVolumeClaim.class, claimKey(ref));
  }

  private void release(PersistentVolume volume, VolumePlan.Reclaim reclaim) {
    if (VolumeBindings.phase(volume).equals("Failed")) {
      return;
    }
    PersistentVolume released = writer.phase(volume, "Released", null);
    switch (reclaim) {
      case LEAVE -> {}
      case NO_RECYCLER ->
          fail(released, "VolumeFailedRecycle", "No recycler plugin found for the volume!");
      case NO_DELETER ->
          fail(
              released,
              "VolumeFailedDelete",
              "error getting deleter volume plugin for volume \""
                  + volume.getMetadata().getName()
                  + "\": no deletable volume plugin matched");
    }
  }

  private void fail(PersistentVolume volume, String reason, String message) {
    events.event(writer.phase(volume, "Failed", message), EventRecorder.WARNING, reason, message);
  }
}
