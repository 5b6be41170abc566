package dev.setpoint.controller.disruption;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.client.Scales;
import dev.setpoint.common.controller.Controller;
import dev.setpoint.common.controller.KeyQueue;
import dev.setpoint.common.controller.Result;
import dev.setpoint.common.controller.Watch;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import dev.setpoint.common.events.EventRecorder;
import dev.setpoint.common.events.EventWriter;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.LabelSelectors;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.Owners;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Keeps the status of budgets, which the API asks before it evicts a Pod. */
@Component
final class DisruptionController implements Controller {

  private final Store<PodDisruptionBudget> budgets;
  private final Store<Pod> pods;
  private final Store<ReplicaSet> replicaSets;
  private final Scales scales;
  private final ApiClient api;
  private final EventRecorder events;
  private final Clock clock;

  DisruptionController(Informers informers, ApiClient api, EventWriter events, Clock clock) {
    this.budgets = informers.informer(PodDisruptionBudget.class).store();
    this.pods = informers.informer(Pod.class).store();
    this.replicaSets = informers.informer(ReplicaSet.class).store();
    this.scales = new Scales(api);
    this.api = api;
    this.events = events.recorder("controllermanager");
    this.clock = clock;
  }

  @Override
  public String name() {
    return "disruption-controller";
  }

  @Override
  public List<Watch<?>> watches() {
    return List.of(
        Watch.own(PodDisruptionBudget.class),
        new Watch<>(Pod.class, this::podChanged),
        new Watch<>(ReplicaSet.class, this::setChanged));
  }

  private void podChanged(@Nullable Pod before, @Nullable Pod after, KeyQueue queue) {
    for (Pod pod : new Pod[] {before, after}) {
      if (pod != null) {
        for (PodDisruptionBudget budget : budgets.list(pod.getMetadata().getNamespace())) {
          if (LabelSelectors.matches(
              budget.getSpec().getSelector(), pod.getMetadata().getLabels())) {
            queue.add(ObjectKey.of(budget));
          }
        }
      }
    }
  }

  /** How many Pods are wanted is part of it; of other controllers their Pods tell soon enough. */
  private void setChanged(@Nullable ReplicaSet before, @Nullable ReplicaSet after, KeyQueue queue) {
    if (after != null && (before == null || !before.getSpec().equals(after.getSpec()))) {
      budgets.list(after.getMetadata().getNamespace()).stream()
          .filter(BudgetStatus::needsScale)
          .forEach(budget -> queue.add(ObjectKey.of(budget)));
    }
  }

  @Override
  public Result reconcile(ObjectKey key) {
    PodDisruptionBudget budget = budgets.get(key);
    if (budget == null) {
      return Result.done();
    }
    List<Pod> covered =
        pods.list(key.namespace()).stream()
            .filter(
                pod ->
                    LabelSelectors.matches(
                        budget.getSpec().getSelector(), pod.getMetadata().getLabels()))
            .toList();
    if (covered.isEmpty()) {
      events.event(budget, EventRecorder.NORMAL, "NoPods", "No matching pods found");
    }
    Instant now = clock.instant();
    PodDisruptionBudgetStatus status;
    try {
      int wanted = BudgetStatus.needsScale(budget) ? wanted(covered) : 0;
      status = BudgetStatus.of(budget, covered, wanted, now);
    } catch (ApiException e) {
      write(budget, BudgetStatus.failed(budget, e.message(), now));
      events.event(
          budget,
          EventRecorder.WARNING,
          "CalculateExpectedPodCountFailed",
          "Failed to calculate the number of expected pods: " + e.message());
      return Result.retry(e.message());
    }
    write(budget, status);
    Duration again = BudgetStatus.nextLook(status, now);
    return again == null ? Result.done() : Result.requeueAfter(again);
  }

  private void write(PodDisruptionBudget budget, PodDisruptionBudgetStatus status) {
    PodDisruptionBudgetStatus before =
        budget.getStatus() == null ? new PodDisruptionBudgetStatus() : budget.getStatus();
    if (!KubeJson.toTree(status).equals(KubeJson.toTree(before))) {
      api.updateStatus(new PodDisruptionBudgetBuilder(budget).withStatus(status).build());
    }
  }

  /** How many Pods the controllers of these want, each asked once. */
  private int wanted(List<Pod> covered) {
    Map<String, Integer> byController = new HashMap<>();
    for (Pod pod : covered) {
      OwnerReference owner = Owners.controllerOf(pod);
      if (owner == null) {
        continue; // nobody would make it anew
      }
      String namespace = pod.getMetadata().getNamespace();
      OwnerReference top = ofDeployment(namespace, owner);
      if (!byController.containsKey(top.getUid())) {
        byController.put(top.getUid(), scale(namespace, top));
      }
    }
    return byController.values().stream().mapToInt(Integer::intValue).sum();
  }

  private OwnerReference ofDeployment(String namespace, OwnerReference owner) {
    if (!owner.getKind().equals("ReplicaSet")) {
      return owner;
    }
    ReplicaSet set = replicaSets.get(namespace, owner.getName());
    OwnerReference above = set == null ? null : Owners.controllerOf(set);
    return above == null ? owner : above;
  }

  private int scale(String namespace, OwnerReference owner) {
    ObjectKey key = new ObjectKey(namespace, owner.getName());
    try {
      return scales.get(owner.getApiVersion(), owner.getKind(), key).wanted();
    } catch (ApiException e) {
      if (e.reason() == StatusReason.NotFound) {
        return 0;
      }
      throw e;
    }
  }
}
