package dev.setpoint.controller.replicaset;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.controller.Controller;
import dev.setpoint.common.controller.Result;
import dev.setpoint.common.controller.Watch;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.events.EventRecorder;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.pod.PodStates;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.Owners;
import dev.setpoint.common.resource.SafeNames;
import dev.setpoint.common.workload.OwnedPods;
import dev.setpoint.common.workload.PodControl;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Keeps the number of an owner's Pods at what its spec says; the same for both kinds that do. */
abstract class ReplicaLoop<T extends HasMetadata> implements Controller {

  private final Store<T> owners;
  private final OwnedPods<T> pods;
  private final ApiClient api;
  private final Clock clock;

  ReplicaLoop(
      Class<T> model, Informers informers, ApiClient api, EventRecorder events, Clock clock) {
    this.owners = informers.informer(model).store();
    this.pods =
        new OwnedPods<>(
            model, owner -> view(owner).getSpec().getSelector(), informers, api, events);
    this.api = api;
    this.clock = clock;
  }

  /** The owner, seen as a ReplicaSet. */
  abstract ReplicaSet view(T owner);

  abstract T withStatus(T owner, ReplicaSetStatus status);

  @Override
  public final List<Watch<?>> watches() {
    return pods.watches();
  }

  @Override
  public final void stopped() {
    pods.clear();
  }

  @Override
  public final Result reconcile(ObjectKey key) {
    T owner = owners.get(key);
    if (owner == null) {
      pods.forget(key);
      return Result.done();
    }
    ReplicaSet set = view(owner);
    boolean trusted = pods.isCurrent(owner);
    List<Pod> active = pods.claim(owner, PodStates::isActive);
    @Nullable ApiException failure = null;
    if (trusted && !Owners.isDeleting(owner)) {
      failure =
          carryOut(
              owner,
              set,
              ReplicaSetPlan.of(
                  ReplicaSetStatuses.replicas(set), active, related(owner), clock.instant()));
    }
    Instant now = clock.instant();
    String problem = failure == null ? null : failure.message();
    ReplicaSetStatus status = ReplicaSetStatuses.of(set, active, problem, now);
    if (ReplicaSetStatuses.differs(set.getStatus(), status)) {
      api.updateStatus(withStatus(owner, status));
    }
    if (failure != null) {
      return failure.code() < 500 ? Result.retry(failure.message()) : Result.failed(failure);
    }
    return ReplicaSetStatuses.nextAvailable(set, active, now)
        .map(Result::requeueAfter)
        .orElse(Result.done());
  }

  /** Pods of all owners of this kind that have the same controller, such as a Deployment. */
  private List<Pod> related(T owner) {
    OwnerReference controller = Owners.controllerOf(owner);
    List<Pod> related = new ArrayList<>();
    for (T sibling : owners.list(owner.getMetadata().getNamespace())) {
      OwnerReference theirs = Owners.controllerOf(sibling);
      boolean same =
          sibling.getMetadata().getUid().equals(owner.getMetadata().getUid())
              || (controller != null
                  && theirs != null
                  && theirs.getUid().equals(controller.getUid()));
      if (same) {
        related.addAll(pods.of(sibling));
      }
    }
    return related;
  }

  private @Nullable ApiException carryOut(T owner, ReplicaSet set, ReplicaSetPlan plan) {
    List<Pod> wanted = new ArrayList<>();
    String prefix = owner.getMetadata().getName() + "-";
    for (int i = 0; i < plan.create(); i++) {
      String name = SafeNames.generate(prefix, ThreadLocalRandom.current());
      wanted.add(
          PodControl.podFor(owner, set.getSpec().getTemplate(), name)
              .editMetadata()
              .withGenerateName(prefix)
              .endMetadata()
              .build());
    }
    ApiException failure = pods.create(owner, wanted);
    ApiException other = pods.delete(owner, plan.delete());
    return failure == null ? other : failure;
  }
}
