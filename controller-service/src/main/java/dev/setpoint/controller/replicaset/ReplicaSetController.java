package dev.setpoint.controller.replicaset;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.controller.Controller;
import dev.setpoint.common.controller.Expectations;
import dev.setpoint.common.controller.KeyQueue;
import dev.setpoint.common.controller.Result;
import dev.setpoint.common.controller.Watch;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.events.EventRecorder;
import dev.setpoint.common.events.EventWriter;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.pod.PodStates;
import dev.setpoint.common.resource.LabelSelectors;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.Owners;
import dev.setpoint.common.resource.SafeNames;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Keeps the number of a ReplicaSet's Pods at what its spec says. */
@Component
final class ReplicaSetController implements Controller {

  private static final String BY_OWNER = "replicaset-controller/owner";

  private final Store<ReplicaSet> sets;
  private final Store<Pod> pods;
  private final ApiClient api;
  private final PodControl control;
  private final EventRecorder events;
  private final Clock clock;
  private final Expectations expectations = new Expectations();

  /** Pods whose creation was sent but never answered, by their set. */
  private final Map<ObjectKey, Set<String>> unsure = new ConcurrentHashMap<>();

  ReplicaSetController(Informers informers, ApiClient api, EventWriter events, Clock clock) {
    this.sets = informers.informer(ReplicaSet.class).store();
    this.pods = informers.informer(Pod.class).store();
    this.pods.addIndex(BY_OWNER, ReplicaSetController::ownerUids);
    this.api = api;
    this.control = new PodControl(api);
    this.events = events.recorder(name());
    this.clock = clock;
  }

  /** Files a Pod under its controller's uid, and one without under its namespace. */
  private static List<String> ownerUids(Pod pod) {
    OwnerReference owner = Owners.controllerOf(pod);
    return List.of(owner == null ? orphansOf(pod.getMetadata().getNamespace()) : owner.getUid());
  }

  private static String orphansOf(String namespace) {
    return "orphans/" + namespace;
  }

  @Override
  public String name() {
    return "replicaset-controller";
  }

  @Override
  public List<Watch<?>> watches() {
    return List.of(
        new Watch<>(ReplicaSet.class, this::setChanged), new Watch<>(Pod.class, this::podChanged));
  }

  @Override
  public void stopped() {
    expectations.clear();
    unsure.clear();
  }

  private void setChanged(@Nullable ReplicaSet before, @Nullable ReplicaSet after, KeyQueue queue) {
    ReplicaSet set = after == null ? Objects.requireNonNull(before) : after;
    if (after == null) {
      expectations.forget(ObjectKey.of(set));
    }
    queue.add(ObjectKey.of(set));
  }

  private void podChanged(@Nullable Pod before, @Nullable Pod after, KeyQueue queue) {
    if (before != null) {
      ObjectKey owner = ownerKey(before);
      if (owner != null) {
        if (after == null || !sameOwner(before, after)) {
          expectations.deletionSettled(owner, before.getMetadata().getUid());
          queue.add(owner);
        }
      }
    }
    if (after == null) {
      return;
    }
    ObjectKey owner = ownerKey(after);
    if (owner != null) {
      expectations.creationSettled(owner, after.getMetadata().getName());
      if (Owners.isDeleting(after)) {
        expectations.deletionSettled(owner, after.getMetadata().getUid());
      }
      queue.add(owner);
    } else if (Owners.controllerOf(after) == null && mayMatchAnew(before, after)) {
      for (ReplicaSet set : sets.list(after.getMetadata().getNamespace())) {
        if (LabelSelectors.matches(set.getSpec().getSelector(), after.getMetadata().getLabels())) {
          queue.add(ObjectKey.of(set));
        }
      }
    }
  }

  private static boolean mayMatchAnew(@Nullable Pod before, Pod after) {
    return before == null
        || !Objects.equals(before.getMetadata().getLabels(), after.getMetadata().getLabels())
        || Owners.controllerOf(before) != null;
  }

  private static boolean sameOwner(Pod before, Pod after) {
    return Objects.equals(Owners.controllerOf(before), Owners.controllerOf(after));
  }

  /** The key of the ReplicaSet that controls the Pod, whether or not the cache has it. */
  private static @Nullable ObjectKey ownerKey(Pod pod) {
    OwnerReference owner = Owners.controllerOf(pod);
    return owner != null
            && owner.getKind().equals("ReplicaSet")
            && owner.getApiVersion().startsWith("apps/")
        ? new ObjectKey(pod.getMetadata().getNamespace(), owner.getName())
        : null;
  }

  @Override
  public Result reconcile(ObjectKey key) {
    ReplicaSet set = sets.get(key);
    if (set == null) {
      expectations.forget(key);
      unsure.remove(key);
      return Result.done();
    }
    resolveUnsure(key, set);
    boolean trusted = expectations.satisfied(key);
    List<Pod> active = claim(set);
    @Nullable ApiException failure = null;
    if (trusted && !Owners.isDeleting(set)) {
      ReplicaSetPlan plan =
          ReplicaSetPlan.of(
              ReplicaSetStatuses.replicas(set), active, related(set), clock.instant());
      failure = carryOut(key, set, plan);
    }
    Instant now = clock.instant();
    String problem = failure == null ? null : failure.message();
    ReplicaSetStatus status = ReplicaSetStatuses.of(set, active, problem, now);
    if (ReplicaSetStatuses.differs(set.getStatus(), status)) {
      api.updateStatus(new ReplicaSetBuilder(set).withStatus(status).build());
    }
    if (failure != null) {
      return failure.code() < 500 ? Result.retry(failure.message()) : Result.failed(failure);
    }
    return ReplicaSetStatuses.nextAvailable(set, active, now)
        .map(Result::requeueAfter)
        .orElse(Result.done());
  }

  /** Settles creations whose answer was lost, so that none is made twice or awaited in vain. */
  private void resolveUnsure(ObjectKey key, ReplicaSet set) {
    Set<String> names = unsure.getOrDefault(key, Set.of());
    for (String name : names) {
      switch (control.look(new ObjectKey(key.namespace(), name), set)) {
        case DONE -> names.remove(name); // the cache will show it
        case NOT_DONE -> {
          names.remove(name);
          expectations.creationSettled(key, name);
        }
        case UNKNOWN -> throw ApiException.unavailable("Pod " + name + " may have been created");
      }
    }
  }

  /** The active Pods that are the set's, after taking in and letting go where due. */
  private List<Pod> claim(ReplicaSet set) {
    List<Pod> candidates = new ArrayList<>(pods.byIndex(BY_OWNER, set.getMetadata().getUid()));
    candidates.addAll(pods.byIndex(BY_OWNER, orphansOf(set.getMetadata().getNamespace())));
    candidates.removeIf(pod -> !PodStates.isActive(pod));
    PodClaims claims = PodClaims.of(set, candidates);
    List<Pod> owned = new ArrayList<>(claims.owned());
    claims.release().forEach(pod -> control.release(set, pod));
    if (!claims.adopt().isEmpty() && mayAdopt(set)) {
      for (Pod pod : claims.adopt()) {
        Pod adopted = control.adopt(set, pod);
        if (adopted != null) {
          owned.add(adopted);
        }
      }
    }
    return owned;
  }

  /** A set that is gone or going must not adopt, even where the cache has not heard of it. */
  private boolean mayAdopt(ReplicaSet set) {
    ReplicaSet fresh = api.find(ReplicaSet.class, ObjectKey.of(set));
    return fresh != null
        && fresh.getMetadata().getUid().equals(set.getMetadata().getUid())
        && !Owners.isDeleting(fresh);
  }

  /** Pods of all ReplicaSets that have the same controller, such as a Deployment. */
  private List<Pod> related(ReplicaSet set) {
    OwnerReference controller = Owners.controllerOf(set);
    List<Pod> related = new ArrayList<>();
    for (ReplicaSet sibling : sets.list(set.getMetadata().getNamespace())) {
      OwnerReference theirs = Owners.controllerOf(sibling);
      boolean same =
          sibling.getMetadata().getUid().equals(set.getMetadata().getUid())
              || (controller != null
                  && theirs != null
                  && theirs.getUid().equals(controller.getUid()));
      if (same) {
        related.addAll(pods.byIndex(BY_OWNER, sibling.getMetadata().getUid()));
      }
    }
    return related;
  }

  private @Nullable ApiException carryOut(ObjectKey key, ReplicaSet set, ReplicaSetPlan plan) {
    AtomicReference<@Nullable ApiException> failure = new AtomicReference<>();
    try {
      if (plan.create() > 0) {
        SlowStart.run(plan.create(), i -> createOne(key, set, failure));
      }
      if (!plan.delete().isEmpty()) {
        Set<String> uids = new HashSet<>();
        plan.delete().forEach(pod -> uids.add(pod.getMetadata().getUid()));
        expectations.expectDeletions(key, uids);
        SlowStart.all(
            0, plan.delete().size(), i -> deleteOne(key, set, plan.delete().get(i), failure));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ApiException.unavailable("stopped while working on " + key);
    }
    return failure.get();
  }

  private boolean createOne(
      ObjectKey key, ReplicaSet set, AtomicReference<@Nullable ApiException> failure) {
    String name =
        SafeNames.generate(set.getMetadata().getName() + "-", ThreadLocalRandom.current());
    ObjectKey podKey = new ObjectKey(key.namespace(), name);
    expectations.expectCreation(key, name);
    try {
      control.create(PodControl.podFor(set, name));
    } catch (ApiException e) {
      switch (control.outcome(podKey, set, e)) {
        case DONE -> {}
        case NOT_DONE -> {
          expectations.creationSettled(key, name);
          if (!namespaceEnds(e)) {
            events.event(
                set, EventRecorder.WARNING, "FailedCreate", "Error creating: " + e.message());
            failure.compareAndSet(null, e);
          }
          return false;
        }
        case UNKNOWN -> {
          unsure.computeIfAbsent(key, k -> ConcurrentHashMap.newKeySet()).add(name);
          failure.compareAndSet(null, e);
          return false;
        }
      }
    }
    events.event(set, EventRecorder.NORMAL, "SuccessfulCreate", "Created pod: " + name);
    return true;
  }

  private static boolean namespaceEnds(ApiException e) {
    return e.details() != null
        && e.details().causes().stream().anyMatch(c -> c.reason().equals("NamespaceTerminating"));
  }

  private boolean deleteOne(
      ObjectKey key, ReplicaSet set, Pod pod, AtomicReference<@Nullable ApiException> failure) {
    String name = pod.getMetadata().getName();
    try {
      control.delete(pod);
    } catch (ApiException e) {
      // Whatever came of it: deleting this very Pod once more is harmless, so nothing is awaited.
      expectations.deletionSettled(key, pod.getMetadata().getUid());
      if (e.code() == 404 || e.code() == 409) {
        return true; // gone, or replaced under its name
      }
      events.event(set, EventRecorder.WARNING, "FailedDelete", "Error deleting: " + e.message());
      failure.compareAndSet(null, e);
      return false;
    }
    events.event(set, EventRecorder.NORMAL, "SuccessfulDelete", "Deleted pod: " + name);
    return true;
  }
}
