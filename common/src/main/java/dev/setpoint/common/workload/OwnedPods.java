package dev.setpoint.common.workload;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.controller.Expectations;
import dev.setpoint.common.controller.KeyQueue;
import dev.setpoint.common.controller.Watch;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.events.EventRecorder;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.resource.LabelSelectors;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.Owners;
import dev.setpoint.common.resource.ResourceType;
import dev.setpoint.common.resource.ResourceTypes;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The Pods of one kind of owner: which they are, and how they are made and removed without ever
 * doing it twice, whatever the cache shows and whatever answers are lost.
 */
public final class OwnedPods<T extends HasMetadata> {

  private static final String BY_OWNER = "pods/owner";

  private final ResourceType type;
  private final Class<T> model;
  private final Function<T, @Nullable LabelSelector> selector;
  private final Store<T> owners;
  private final Store<Pod> pods;
  private final ApiClient api;
  private final PodControl control;
  private final EventRecorder events;
  private final Expectations expectations = new Expectations();

  /** Pods whose creation was sent but never answered, by their owner. */
  private final Map<ObjectKey, Set<String>> unsure = new ConcurrentHashMap<>();

  public OwnedPods(
      Class<T> model,
      Function<T, @Nullable LabelSelector> selector,
      Informers informers,
      ApiClient api,
      EventRecorder events) {
    this.type = ResourceTypes.of(model);
    this.model = model;
    this.selector = selector;
    this.owners = informers.informer(model).store();
    this.pods = informers.informer(Pod.class).store();
    this.pods.addIndex(BY_OWNER, OwnedPods::ownerUids);
    this.api = api;
    this.control = new PodControl(api);
    this.events = events;
  }

  /** Files a Pod under its controller's uid, and one without under its namespace. */
  private static List<String> ownerUids(Pod pod) {
    OwnerReference owner = Owners.controllerOf(pod);
    return List.of(owner == null ? orphansOf(pod.getMetadata().getNamespace()) : owner.getUid());
  }

  private static String orphansOf(String namespace) {
    return "orphans/" + namespace;
  }

  /** Queues an owner when it changes itself or one of its Pods does. */
  public List<Watch<?>> watches() {
    return List.of(
        new Watch<>(model, this::ownerChanged), new Watch<>(Pod.class, this::podChanged));
  }

  public void clear() {
    expectations.clear();
    unsure.clear();
  }

  public void forget(ObjectKey key) {
    expectations.forget(key);
    unsure.remove(key);
  }

  private void ownerChanged(@Nullable T before, @Nullable T after, KeyQueue queue) {
    T owner = after == null ? Objects.requireNonNull(before) : after;
    if (after == null) {
      expectations.forget(ObjectKey.of(owner));
    }
    queue.add(ObjectKey.of(owner));
  }

  private void podChanged(@Nullable Pod before, @Nullable Pod after, KeyQueue queue) {
    ObjectKey former = before == null ? null : ownerKey(before);
    if (before != null && former != null && (after == null || !sameOwner(before, after))) {
      expectations.deletionSettled(former, before.getMetadata().getUid());
      queue.add(former);
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
      for (T each : owners.list(after.getMetadata().getNamespace())) {
        if (LabelSelectors.matches(selector.apply(each), after.getMetadata().getLabels())) {
          queue.add(ObjectKey.of(each));
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

  /** The key of the owner that controls the Pod, whether or not the cache has it. */
  private @Nullable ObjectKey ownerKey(Pod pod) {
    OwnerReference owner = Owners.controllerOf(pod);
    return owner != null
            && owner.getKind().equals(type.kind())
            && groupOf(owner.getApiVersion()).equals(type.group())
        ? new ObjectKey(pod.getMetadata().getNamespace(), owner.getName())
        : null;
  }

  private static String groupOf(String apiVersion) {
    int slash = apiVersion.indexOf('/');
    return slash < 0 ? "" : apiVersion.substring(0, slash);
  }

  /** Whether the cache shows all that was done for the owner, so that more may be done. */
  public boolean isCurrent(T owner) {
    ObjectKey key = ObjectKey.of(owner);
    Set<String> names = unsure.getOrDefault(key, Set.of());
    for (String name : names) {
      switch (control.look(new ObjectKey(key.namespace(), name), owner)) {
        case DONE -> names.remove(name); // the cache will show it
        case NOT_DONE -> {
          names.remove(name);
          expectations.creationSettled(key, name);
        }
        case UNKNOWN -> throw ApiException.unavailable("Pod " + name + " may have been created");
      }
    }
    return expectations.satisfied(key);
  }

  /** All Pods that an owner controls, as the cache has them. */
  public List<Pod> of(HasMetadata owner) {
    return pods.byIndex(BY_OWNER, owner.getMetadata().getUid());
  }

  /** The owner's Pods of those that {@code candidate} lets pass, others taken in or let go. */
  public List<Pod> claim(T owner, Predicate<Pod> candidate) {
    List<Pod> candidates = new ArrayList<>(of(owner));
    candidates.addAll(pods.byIndex(BY_OWNER, orphansOf(owner.getMetadata().getNamespace())));
    candidates.removeIf(candidate.negate());
    PodClaims claims = PodClaims.of(owner, selector.apply(owner), candidates);
    List<Pod> owned = new ArrayList<>(claims.owned());
    claims.release().forEach(pod -> control.release(owner, pod));
    if (!claims.adopt().isEmpty() && mayAdopt(owner)) {
      for (Pod pod : claims.adopt()) {
        Pod adopted = control.adopt(owner, pod);
        if (adopted != null) {
          owned.add(adopted);
        }
      }
    }
    return owned;
  }

  /** An owner that is gone or going must not adopt, even where the cache has not heard of it. */
  private boolean mayAdopt(T owner) {
    T fresh = api.find(model, ObjectKey.of(owner));
    return fresh != null
        && fresh.getMetadata().getUid().equals(owner.getMetadata().getUid())
        && !Owners.isDeleting(fresh);
  }

  /**
   * Makes Pods, a few first and then more and more of them.
   *
   * @return why not all were made; null where they were
   */
  public @Nullable ApiException create(T owner, List<Pod> wanted) {
    AtomicReference<@Nullable ApiException> failure = new AtomicReference<>();
    try {
      SlowStart.run(wanted.size(), i -> createOne(owner, wanted.get(i), failure));
    } catch (InterruptedException e) {
      return interrupted(owner);
    }
    return failure.get();
  }

  /**
   * Removes Pods.
   *
   * @return why not all were removed; null where they were
   */
  public @Nullable ApiException delete(T owner, List<Pod> surplus) {
    AtomicReference<@Nullable ApiException> failure = new AtomicReference<>();
    if (surplus.isEmpty()) {
      return null;
    }
    Set<String> uids = new HashSet<>();
    surplus.stream()
        .filter(pod -> !Owners.isDeleting(pod)) // what goes already is not awaited
        .forEach(pod -> uids.add(pod.getMetadata().getUid()));
    if (!uids.isEmpty()) {
      expectations.expectDeletions(ObjectKey.of(owner), uids);
    }
    try {
      SlowStart.all(0, surplus.size(), i -> deleteOne(owner, surplus.get(i), failure));
    } catch (InterruptedException e) {
      return interrupted(owner);
    }
    return failure.get();
  }

  private static ApiException interrupted(HasMetadata owner) {
    Thread.currentThread().interrupt();
    return ApiException.unavailable("stopped while working on " + ObjectKey.of(owner));
  }

  private boolean createOne(T owner, Pod pod, AtomicReference<@Nullable ApiException> failure) {
    ObjectKey key = ObjectKey.of(owner);
    String name = pod.getMetadata().getName();
    expectations.expectCreation(key, name);
    try {
      control.create(pod);
    } catch (ApiException e) {
      switch (control.outcome(ObjectKey.of(pod), owner, e)) {
        case DONE -> {}
        case NOT_DONE -> {
          expectations.creationSettled(key, name);
          if (!namespaceEnds(e)) {
            events.event(
                owner, EventRecorder.WARNING, "FailedCreate", "Error creating: " + e.message());
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
    events.event(owner, EventRecorder.NORMAL, "SuccessfulCreate", "Created pod: " + name);
    return true;
  }

  private static boolean namespaceEnds(ApiException e) {
    return e.details() != null
        && e.details().causes().stream().anyMatch(c -> c.reason().equals("NamespaceTerminating"));
  }

  private boolean deleteOne(T owner, Pod pod, AtomicReference<@Nullable ApiException> failure) {
    String name = pod.getMetadata().getName();
    try {
      control.delete(pod);
    } catch (ApiException e) {
      // Whatever came of it: deleting this very Pod once more is harmless, so nothing is awaited.
      expectations.deletionSettled(ObjectKey.of(owner), pod.getMetadata().getUid());
      if (e.code() == 404 || e.code() == 409) {
        return true; // gone, or replaced under its name
      }
      events.event(owner, EventRecorder.WARNING, "FailedDelete", "Error deleting: " + e.message());
      failure.compareAndSet(null, e);
      return false;
    }
    events.event(owner, EventRecorder.NORMAL, "SuccessfulDelete", "Deleted pod: " + name);
    return true;
  }
}
