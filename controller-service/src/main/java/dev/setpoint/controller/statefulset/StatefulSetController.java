package dev.setpoint.controller.statefulset;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.controller.Controller;
import dev.setpoint.common.controller.Result;
import dev.setpoint.common.controller.Watch;
import dev.setpoint.common.events.EventWriter;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.pod.PodStates;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.workload.OwnedPods;
import dev.setpoint.common.workload.RevisionControl;
import dev.setpoint.common.workload.Revisions;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Keeps a StatefulSet's Pods as its plan says. */
@Component
final class StatefulSetController implements Controller {

  private final Store<StatefulSet> sets;
  private final OwnedPods<StatefulSet> pods;
  private final RevisionControl revisions;
  private final MemberControl members;
  private final ApiClient api;
  private final Clock clock;

  StatefulSetController(Informers informers, ApiClient api, EventWriter events, Clock clock) {
    this.sets = informers.informer(StatefulSet.class).store();
    var recorder = events.recorder(name());
    this.pods =
        new OwnedPods<>(
            StatefulSet.class, set -> set.getSpec().getSelector(), informers, api, recorder);
    this.revisions = new RevisionControl(informers, api, "controller.kubernetes.io/hash");
    this.members = new MemberControl(informers, api, recorder);
    this.api = api;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "statefulset-controller";
  }

  @Override
  public List<Watch<?>> watches() {
    return pods.watches();
  }

  @Override
  public Result reconcile(ObjectKey key) {
    StatefulSet set = sets.get(key);
    if (set == null) {
      return Result.done();
    }
    List<Pod> owned =
        pods.claim(set, pod -> Sets.ordinal(set, pod) != Sets.NOT_A_MEMBER).stream()
            .sorted(Comparator.comparingInt(pod -> Sets.ordinal(set, pod)))
            .toList();
    RevisionControl.History history =
        revisions.sync(set, set.getSpec().getTemplate(), collisions(set));
    ControllerRevision update = history.current();
    ControllerRevision current = current(set, history);
    Instant now = clock.instant();
    StatefulPlan plan =
        StatefulPlanner.of(
            set, owned, current.getMetadata().getName(), update.getMetadata().getName(), now);
    members.carryOut(set, plan.steps(), current, update);
    StatefulSetStatus status = plan.status();
    status.setCollisionCount(history.collisions());
    if (!tree(status).equals(tree(set.getStatus()))) {
      api.updateStatus(new StatefulSetBuilder(set).withStatus(status).build());
    }
    forgetOld(set, owned, history, status);
    return nextLook(set, owned, now);
  }

  private static JsonNode tree(@Nullable StatefulSetStatus status) {
    return KubeJson.toTree(status == null ? new StatefulSetStatus() : status);
  }

  private static @Nullable Integer collisions(StatefulSet set) {
    return set.getStatus() == null ? null : set.getStatus().getCollisionCount();
  }

  /** The revision that the Pods not yet updated have; the new one where there are none. */
  private static ControllerRevision current(StatefulSet set, RevisionControl.History history) {
    String name = set.getStatus() == null ? null : set.getStatus().getCurrentRevision();
    return history.all().stream()
        .filter(revision -> Objects.equals(revision.getMetadata().getName(), name))
        .findFirst()
        .orElse(history.current());
  }

  private void forgetOld(
      StatefulSet set, List<Pod> owned, RevisionControl.History history, StatefulSetStatus status) {
    Set<String> live = new HashSet<>();
    live.add(status.getCurrentRevision());
    live.add(status.getUpdateRevision());
    owned.forEach(pod -> live.add(Sets.revision(pod)));
    if (set.getStatus() != null && set.getStatus().getCurrentRevision() != null) {
      live.add(set.getStatus().getCurrentRevision());
    }
    Revisions.surplus(history.all(), live, set.getSpec().getRevisionHistoryLimit())
        .forEach(revisions::delete);
  }

  /** A Pod that is ready becomes available by the mere passing of time. */
  private static Result nextLook(StatefulSet set, List<Pod> owned, Instant now) {
    int minReady = Sets.minReadySeconds(set);
    return owned.stream()
        .filter(Sets::isRunningAndReady)
        .map(pod -> PodStates.availableIn(pod, minReady, now))
        .filter(Duration::isPositive)
        .min(Duration::compareTo)
        .map(Result::requeueAfter)
        .orElse(Result.done());
  }
}
