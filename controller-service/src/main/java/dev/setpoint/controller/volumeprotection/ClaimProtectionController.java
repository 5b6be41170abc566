package dev.setpoint.controller.volumeprotection;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.client.Finalizers;
import dev.setpoint.common.controller.Controller;
import dev.setpoint.common.controller.KeyQueue;
import dev.setpoint.common.controller.Result;
import dev.setpoint.common.controller.Watch;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.Owners;
import dev.setpoint.common.resource.ResourceTypes;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Lets a claim that is being deleted go once no Pod uses it any more. */
@Component
final class ClaimProtectionController implements Controller {

  private static final String FINALIZER = "kubernetes.io/pvc-protection";
  private static final String BY_CLAIM = "claim-protection/claim";

  private final Store<PersistentVolumeClaim> claims;
  private final Store<Pod> pods;
  private final ApiClient api;

  ClaimProtectionController(Informers informers, ApiClient api) {
    this.claims = informers.informer(PersistentVolumeClaim.class).store();
    this.pods = informers.informer(Pod.class).store();
    this.pods.addIndex(
        BY_CLAIM,
        pod -> ClaimUse.claimsOf(pod).stream().map(name -> keyOf(pod, name).toString()).toList());
    this.api = api;
  }

  private static ObjectKey keyOf(Pod pod, String claim) {
    return new ObjectKey(pod.getMetadata().getNamespace(), claim);
  }

  @Override
  public String name() {
    return "persistentvolumeclaim-protection-controller";
  }

  @Override
  public List<Watch<?>> watches() {
    return List.of(
        Watch.own(PersistentVolumeClaim.class), new Watch<>(Pod.class, this::podChanged));
  }

  private void podChanged(@Nullable Pod before, @Nullable Pod after, KeyQueue queue) {
    if (before != null) {
      ClaimUse.claimsOf(before).forEach(name -> queue.add(keyOf(before, name)));
    }
    if (after != null && (before == null || ClaimUse.isShutDown(after))) {
      ClaimUse.claimsOf(after).forEach(name -> queue.add(keyOf(after, name)));
    }
  }

  @Override
  public int workers() {
    return 2;
  }

  @Override
  public Result reconcile(ObjectKey key) {
    PersistentVolumeClaim claim = claims.get(key);
    if (claim == null) {
      return Result.done();
    }
    if (!Owners.isDeleting(claim) && !Finalizers.has(claim, FINALIZER)) {
      Finalizers.add(api, claim, FINALIZER);
    } else if (Finalizers.isHeld(claim, FINALIZER)
        && !ClaimUse.isUsed(claim, pods.byIndex(BY_CLAIM, key.toString()))
        && !ClaimUse.isUsed(claim, podsNow(key.namespace()))) {
      Finalizers.remove(api, claim, FINALIZER);
    }
    return Result.done();
  }

  /** The cache may not show yet that a Pod was bound a moment ago. */
  private List<Pod> podsNow(String namespace) {
    return api.listAll(ResourceTypes.of(Pod.class), namespace, "").items().stream()
        .map(tree -> KubeJson.toTyped(tree, Pod.class))
        .toList();
  }
}
