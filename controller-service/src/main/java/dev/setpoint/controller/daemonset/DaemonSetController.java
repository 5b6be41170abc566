package dev.setpoint.controller.daemonset;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.controller.Controller;
import dev.setpoint.common.controller.KeyQueue;
import dev.setpoint.common.controller.Result;
import dev.setpoint.common.controller.Watch;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.events.EventRecorder;
import dev.setpoint.common.events.EventWriter;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.pod.PodStates;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.Owners;
import dev.setpoint.common.workload.OwnedPods;
import dev.setpoint.common.workload.RevisionControl;
import dev.setpoint.common.workload.Revisions;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Keeps a DaemonSet's Pods on the Nodes where they belong. */
@Component
final class DaemonSetController implements Controller {

  private final Store<DaemonSet> sets;
  private final Store<Node> nodes;
  private final OwnedPods<DaemonSet> pods;
  private final RevisionControl revisions;
  private final ApiClient api;
  private final EventRecorder events;
  private final Clock clock;
  private final FailureBackoff backoff = new FailureBackoff();

  DaemonSetController(Informers informers, ApiClient api, EventWriter events, Clock clock) {
    this.sets = informers.informer(DaemonSet.class).store();
    this.nodes = informers.informer(Node.class).store();
    this.events = events.recorder(name());
    this.pods =
        new OwnedPods<>(
            DaemonSet.class, set -> set.getSpec().getSelector(), informers, api, this.events);
    this.revisions = new RevisionControl(informers, api, Revisions.LABEL);
    this.api = api;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "daemonset-controller";
  }

  @Override
  public List<Watch<?>> watches() {
    List<Watch<?>> watches = new ArrayList<>(pods.watches());
    watches.add(new Watch<>(Node.class, this::nodeChanged));
    return watches;
  }

  private void nodeChanged(@Nullable Node before, @Nullable Node after, KeyQueue queue) {
    boolean matters =
        before == null
            || after == null
            || !Objects.equals(before.getSpec(), after.getSpec())
            || !Objects.equals(before.getMetadata().getLabels(), after.getMetadata().getLabels());
    if (matters) {
      sets.list().forEach(set -> queue.add(ObjectKey.of(set)));
    }
  }

  @Override
  public void stopped() {
    pods.clear();
    backoff.clear();
  }

  @Override
  public Result reconcile(ObjectKey key) {
    DaemonSet set = sets.get(key);
    if (set == null) {
      pods.forget(key);
      return Result.done();
    }
    boolean current = pods.isCurrent(set);
    List<Pod> owned = pods.claim(set, pod -> true);
    if (Owners.isDeleting(set)) {
      return Result.done();
    }
    RevisionControl.History history =
        revisions.sync(
            set,
            set.getSpec().getTemplate(),
            set.getStatus() == null ? null : set.getStatus().getCollisionCount());
    String hash =
        Objects.requireNonNull(history.current().getMetadata().getLabels().get(Revisions.LABEL));
    Instant now = clock.instant();
    String uid = set.getMetadata().getUid();
    DaemonPlan plan =
        DaemonPlanner.of(
            set,
            nodes.list(),
            owned,
            hash,
            current,
            now,
            node -> backoff.left(uid, node, now).isPositive());
    ApiException failure = carryOut(set, plan, hash);
    DaemonSetStatus status = plan.status();
    status.setCollisionCount(history.collisions() == 0 ? null : history.collisions());
    DaemonSetStatus before = set.getStatus() == null ? new DaemonSetStatus() : set.getStatus();
    if (!KubeJson.toTree(status).equals(KubeJson.toTree(before))) {
      api.updateStatus(new DaemonSetBuilder(set).withStatus(status).build());
    }
    forgetOld(set, owned, history, hash);
    if (failure != null) {
      return failure.code() < 500 ? Result.retry(failure.message()) : Result.failed(failure);
    }
    return nextLook(set, owned, now);
  }

  private @Nullable ApiException carryOut(DaemonSet set, DaemonPlan plan, String hash) {
    for (Pod pod : plan.ended()) {
      boolean failed = Daemons.isFailed(pod);
      if (failed) {
        backoff.replaced(set.getMetadata().getUid(), Daemons.nodeOf(pod), clock.instant());
      }
      events.event(
          set,
          failed ? EventRecorder.WARNING : EventRecorder.NORMAL,
          failed ? "FailedDaemonPod" : "SucceededDaemonPod",
          "Found "
              + (failed ? "failed" : "succeeded")
              + " daemon pod "
              + ObjectKey.of(pod)
              + " on node "
              + Daemons.nodeOf(pod)
              + ", will try to "
              + (failed ? "kill" : "delete")
              + " it");
    }
    ApiException failure =
        pods.create(
            set,
            plan.create().stream()
                .map(node -> Daemons.podFor(set, node, hash, ThreadLocalRandom.current()))
                .toList());
    ApiException other = pods.delete(set, plan.delete());
    return failure == null ? other : failure;
  }

  private void forgetOld(
      DaemonSet set, List<Pod> owned, RevisionControl.History history, String hash) {
    Set<String> live = new HashSet<>();
    live.add(hash);
    for (Pod pod : owned) {
      @Nullable Map<String, String> labels = pod.getMetadata().getLabels();
      String of = labels == null ? null : labels.get(Revisions.LABEL);
      if (of != null) {
        live.add(of);
      }
    }
    Revisions.surplus(history.all(), live, set.getSpec().getRevisionHistoryLimit())
        .forEach(revisions::delete);
  }

  /** By the mere passing of time, Pods become available and failed ones may be replaced. */
  private Result nextLook(DaemonSet set, List<Pod> owned, Instant now) {
    int minReady = Daemons.minReadySeconds(set);
    String uid = set.getMetadata().getUid();
    return owned.stream()
        .filter(pod -> PodStates.isReady(pod) || Daemons.isFailed(pod))
        .map(
            pod ->
                Daemons.isFailed(pod)
                    ? backoff.left(uid, Daemons.nodeOf(pod), now)
                    : PodStates.availableIn(pod, minReady, now))
        .filter(Duration::isPositive)
        .min(Duration::compareTo)
        .map(Result::requeueAfter)
        .orElse(Result.done());
  }
}
