package dev.setpoint.controller.deployment;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.controller.Controller;
import dev.setpoint.common.controller.KeyQueue;
import dev.setpoint.common.controller.Result;
import dev.setpoint.common.controller.Watch;
import dev.setpoint.common.events.EventRecorder;
import dev.setpoint.common.events.EventWriter;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.resource.LabelSelectors;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.Owners;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Dispatches a Deployment to its strategy's plan and carries the plan out. */
@Component
final class DeploymentController implements Controller {

  private static final String PODS_BY_SET = "deployment-controller/owner";

  private final Store<Deployment> deployments;
  private final Store<ReplicaSet> sets;
  private final Store<Pod> pods;
  private final ApiClient api;
  private final EventRecorder events;
  private final ReplicaSetControl control;
  private final NewReplicaSet newSets;
  private final Clock clock;

  DeploymentController(Informers informers, ApiClient api, EventWriter events, Clock clock) {
    this.deployments = informers.informer(Deployment.class).store();
    this.sets = informers.informer(ReplicaSet.class).store();
    this.pods = informers.informer(Pod.class).store();
    this.pods.addIndex(
        PODS_BY_SET,
        pod -> {
          OwnerReference owner = Owners.controllerOf(pod);
          return owner == null ? List.of() : List.of(owner.getUid());
        });
    this.api = api;
    this.events = events.recorder(name());
    this.control = new ReplicaSetControl(api, this.events);
    this.newSets = new NewReplicaSet(api, control, this.events, clock);
    this.clock = clock;
  }

  @Override
  public String name() {
    return "deployment-controller";
  }

  @Override
  public List<Watch<?>> watches() {
    return List.of(
        Watch.own(Deployment.class),
        new Watch<>(ReplicaSet.class, this::setChanged),
        new Watch<>(Pod.class, this::podChanged));
  }

  private void setChanged(@Nullable ReplicaSet before, @Nullable ReplicaSet after, KeyQueue queue) {
    for (ReplicaSet set : nonNull(before, after)) {
      OwnerReference owner = Owners.controllerOf(set);
      if (owner != null) {
        if (owner.getKind().equals("Deployment")) {
          queue.add(new ObjectKey(set.getMetadata().getNamespace(), owner.getName()));
        }
      } else {
        for (Deployment deployment : deployments.list(set.getMetadata().getNamespace())) {
          if (LabelSelectors.matches(
              deployment.getSpec().getSelector(), set.getMetadata().getLabels())) {
            queue.add(ObjectKey.of(deployment));
          }
        }
      }
    }
  }

  /** Only Recreate waits for Pods themselves: for the last old one to be gone. */
  private void podChanged(@Nullable Pod before, @Nullable Pod after, KeyQueue queue) {
    OwnerReference owner = before == null ? null : Owners.controllerOf(before);
    if (owner == null || before == null || !owner.getKind().equals("ReplicaSet")) {
      return;
    }
    ReplicaSet set = sets.get(before.getMetadata().getNamespace(), owner.getName());
    OwnerReference deployment = set == null ? null : Owners.controllerOf(set);
    if (deployment != null && (after == null || !phase(before).equals(phase(after)))) {
      ObjectKey key = new ObjectKey(before.getMetadata().getNamespace(), deployment.getName());
      Deployment cached = deployments.get(key);
      if (cached != null && !Numbers.isRolling(cached)) {
        queue.add(key);
      }
    }
  }

  private static String phase(Pod pod) {
    return dev.setpoint.common.pod.PodStates.phase(pod);
  }

  private static <T> List<T> nonNull(@Nullable T a, @Nullable T b) {
    List<T> both = new ArrayList<>();
    if (a != null) {
      both.add(a);
    }
    if (b != null) {
      both.add(b);
    }
    return both;
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Deployment deployment = deployments.get(key);
    if (deployment == null) {
      return Result.done();
    }
    if (LabelSelectors.isEmpty(deployment.getSpec().getSelector())) {
      return selectsAll(deployment);
    }
    List<ReplicaSet> owned = control.claim(deployment, sets.list(key.namespace()));
    Instant now = clock.instant();
    if (Owners.isDeleting(deployment)) {
      NewReplicaSet.Sets found = newSets.sync(deployment, owned, false);
      return write(
          found.deployment(),
          RolloutStatus.counted(found.deployment(), found.all(), found.fresh(), now));
    }
    deployment = pausedCondition(deployment);
    if (isPaused(deployment) || ScalePlan.isScaling(deployment, owned)) {
      return scale(deployment, owned);
    }
    return Numbers.isRolling(deployment)
        ? roll(deployment, owned)
        : recreate(deployment, owned, oldPods(deployment, owned));
  }

  private static boolean isPaused(Deployment deployment) {
    return Boolean.TRUE.equals(deployment.getSpec().getPaused());
  }

  private Result selectsAll(Deployment deployment) {
    events.event(
        deployment,
        EventRecorder.WARNING,
        "SelectingAll",
        "This deployment is selecting all pods. A non-empty selector is required.");
    DeploymentStatus status =
        new DeploymentStatusBuilder(RolloutStatus.current(deployment))
            .withObservedGeneration(deployment.getMetadata().getGeneration())
            .build();
    return write(deployment, status);
  }

  /** Notes pausing and resuming; the deadline stands still in between. */
  private Deployment pausedCondition(Deployment deployment) {
    if (!RolloutStatus.hasDeadline(deployment)) {
      return deployment;
    }
    List<DeploymentCondition> conditions =
        RolloutStatus.conditions(RolloutStatus.current(deployment));
    DeploymentCondition progressing = Conditions.find(conditions, Conditions.PROGRESSING);
    String reason = progressing == null ? "" : progressing.getReason();
    boolean noted = reason.equals(Conditions.PAUSED);
    if (reason.equals(Conditions.TIMED_OUT) || noted == isPaused(deployment)) {
      return deployment;
    }
    DeploymentCondition next =
        isPaused(deployment)
            ? Conditions.make(
                Conditions.PROGRESSING,
                "Unknown",
                Conditions.PAUSED,
                "Deployment is paused",
                clock.instant())
            : Conditions.make(
                Conditions.PROGRESSING,
                "Unknown",
                "DeploymentResumed",
                "Deployment is resumed",
                clock.instant());
    return api.updateStatus(
        new DeploymentBuilder(deployment)
            .withStatus(
                new DeploymentStatusBuilder(RolloutStatus.current(deployment))
                    .withConditions(Conditions.with(conditions, next))
                    .build())
            .build());
  }

  /** Sizes what is there, without rolling on. */
  private Result scale(Deployment deployment, List<ReplicaSet> owned) {
    NewReplicaSet.Sets found = newSets.sync(deployment, owned, false);
    Deployment current = found.deployment();
    control.scale(current, ScalePlan.of(current, found.fresh(), found.old()));
    if (isPaused(current)) {
      cleanUp(current, found.old());
    }
    return write(
        current, RolloutStatus.counted(current, found.all(), found.fresh(), clock.instant()));
  }

  private Result roll(Deployment deployment, List<ReplicaSet> owned) {
    NewReplicaSet.Sets found = newSets.sync(deployment, owned, true);
    ReplicaSet fresh = Objects.requireNonNull(found.fresh());
    Deployment current = found.deployment();
    Optional<Scale> grown = RollingPlan.growNew(current, fresh, found.all());
    boolean changed = grown.isPresent() && control.scale(current, grown.get());
    if (!changed
        && !control.scale(current, RollingPlan.shrinkOld(current, fresh, found.old()))
        && RolloutStatus.isComplete(current, RolloutStatus.current(current))) {
      cleanUp(current, found.old());
    }
    return progress(found);
  }

  private Result recreate(Deployment deployment, List<ReplicaSet> owned, List<Pod> oldPods) {
    NewReplicaSet.Sets found = newSets.sync(deployment, owned, false);
    if (control.scale(found.deployment(), RecreatePlan.stopOld(found.old()))
        || RecreatePlan.oldRun(found.old(), oldPods)) {
      return progress(found);
    }
    if (found.fresh() == null) {
      found = newSets.sync(found.deployment(), owned, true);
    }
    Deployment current = found.deployment();
    ReplicaSet fresh = Objects.requireNonNull(found.fresh());
    control.scale(current, RollingPlan.growNew(current, fresh, found.all()).stream().toList());
    if (RolloutStatus.isComplete(current, RolloutStatus.current(current))) {
      cleanUp(current, found.old());
    }
    return progress(found);
  }

  private List<Pod> oldPods(Deployment deployment, List<ReplicaSet> owned) {
    ReplicaSet fresh = Templates.newSet(deployment, owned);
    List<Pod> old = new ArrayList<>();
    for (ReplicaSet set : owned) {
      if (fresh == null || !set.getMetadata().getUid().equals(fresh.getMetadata().getUid())) {
        old.addAll(pods.byIndex(PODS_BY_SET, set.getMetadata().getUid()));
      }
    }
    return old;
  }

  private void cleanUp(Deployment deployment, List<ReplicaSet> old) {
    History.surplus(deployment, old).forEach(control::delete);
  }

  private Result progress(NewReplicaSet.Sets found) {
    Instant now = clock.instant();
    Deployment deployment = found.deployment();
    DeploymentStatus status = RolloutStatus.rollout(deployment, found.all(), found.fresh(), now);
    write(deployment, status);
    return RolloutStatus.nextCheck(deployment, status, now)
        .map(Result::requeueAfter)
        .orElse(Result.done());
  }

  private Result write(Deployment deployment, DeploymentStatus status) {
    if (!same(RolloutStatus.current(deployment), status)) {
      api.updateStatus(new DeploymentBuilder(deployment).withStatus(status).build());
    }
    return Result.done();
  }

  private static boolean same(DeploymentStatus a, DeploymentStatus b) {
    return Numbers.number(a.getReplicas()) == Numbers.number(b.getReplicas())
        && Numbers.number(a.getUpdatedReplicas()) == Numbers.number(b.getUpdatedReplicas())
        && Numbers.number(a.getReadyReplicas()) == Numbers.number(b.getReadyReplicas())
        && Numbers.number(a.getAvailableReplicas()) == Numbers.number(b.getAvailableReplicas())
        && Numbers.number(a.getUnavailableReplicas()) == Numbers.number(b.getUnavailableReplicas())
        && Objects.equals(a.getObservedGeneration(), b.getObservedGeneration())
        && Objects.equals(a.getCollisionCount(), b.getCollisionCount())
        && RolloutStatus.conditions(a).equals(RolloutStatus.conditions(b));
  }
}
