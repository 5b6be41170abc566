package dev.setpoint.agent.sync;

import dev.setpoint.agent.pod.Labels;
import dev.setpoint.agent.runtime.ContainerState;
import dev.setpoint.agent.runtime.ContainerSummary;
import dev.setpoint.common.informer.ResourceHandler;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The workers of all Pods bound to this node. */
public final class PodWorkers implements ResourceHandler<Pod>, AutoCloseable {

  private final PodServices services;
  private final Admission admission;

  /** By Pod uid; guarded by this. */
  private final Map<String, PodWorker> workers = new HashMap<>();

  /** What the engine held at the start, for workers still to come; guarded by this. */
  private Map<String, List<ContainerSummary>> found = new HashMap<>();

  /** Set while a Pod of the same name is still being torn down; guarded by this. */
  private boolean closed;

  public PodWorkers(PodServices services) {
    this.services = services;
    this.admission = new Admission(services.node());
  }

  /** Hands over what ran before this agent did; to be called before any Pod is. */
  public synchronized void adopt(Collection<ContainerSummary> running) {
    found = byPod(running);
  }

  @Override
  public void onAdd(Pod pod) {
    changed(pod);
  }

  @Override
  public void onUpdate(Pod before, Pod after) {
    if (!before.getMetadata().getUid().equals(after.getMetadata().getUid())) {
      onDelete(before);
    }
    changed(after);
  }

  /** What the Pod held is free from here on, as the scheduler sees it; kubelet counts like that. */
  @Override
  public void onDelete(Pod pod) {
    admission.release(pod.getMetadata().getUid());
    PodWorker worker = worker(pod.getMetadata().getUid());
    if (worker != null) {
      worker.vanish(pod);
    }
  }

  private void changed(Pod pod) {
    String uid = pod.getMetadata().getUid();
    PodWorker worker;
    synchronized (this) {
      if (closed) {
        return;
      }
      worker = workers.get(uid);
      if (worker == null) {
        worker = new PodWorker(services, admission, pod, () -> ended(uid));
        workers.put(uid, worker);
        List<ContainerSummary> its = found.remove(uid);
        if (its != null) {
          worker.containers().compare(its);
        }
        worker.start();
        return;
      }
    }
    worker.update(pod);
  }

  private synchronized void ended(String uid) {
    workers.remove(uid);
    admission.release(uid);
  }

  private synchronized @Nullable PodWorker worker(String uid) {
    return workers.get(uid);
  }

  private synchronized List<PodWorker> all() {
    return List.copyOf(workers.values());
  }

  /** Something happened to a container of ours. */
  public void touch(String podUid, String containerId) {
    PodWorker worker = worker(podUid);
    if (worker != null) {
      worker.containers().touch(containerId);
    }
  }

  /** Compares everything the engine holds with what the workers believe. */
  public void compare(Collection<ContainerSummary> listed) {
    Map<String, List<ContainerSummary>> byPod = byPod(listed);
    int running = 0;
    Map<String, PodWorker> now;
    synchronized (this) {
      now = Map.copyOf(workers);
    }
    for (Map.Entry<String, PodWorker> entry : now.entrySet()) {
      entry.getValue().containers().compare(byPod.getOrDefault(entry.getKey(), List.of()));
    }
    for (ContainerSummary container : listed) {
      running += container.running() ? 1 : 0;
    }
    services.metrics().running(running);
  }

  /** The uids of all Pods that have a worker. */
  public synchronized Set<String> uids() {
    return Set.copyOf(workers.keySet());
  }

  /**
   * A Pod as this node knows it, with the newest status.
   *
   * @param sandbox the id of its infra container; empty while it has none
   */
  public record KnownPod(Pod pod, @Nullable PodStatus status, String sandbox) {}

  public @Nullable KnownPod find(String namespace, String name) {
    for (PodWorker worker : all()) {
      Pod pod = worker.pod();
      if (pod.getMetadata().getName().equals(name)
          && pod.getMetadata().getNamespace().equals(namespace)) {
        return known(worker);
      }
    }
    return null;
  }

  /** All Pods of this node. */
  public List<KnownPod> known() {
    return all().stream().map(PodWorkers::known).toList();
  }

  private static KnownPod known(PodWorker worker) {
    Pod pod = worker.pod();
    PodStatus status = worker.status();
    return new KnownPod(
        pod, status == null ? pod.getStatus() : status, worker.containers().observed().sandboxId());
  }

  /** All containers as last inspected. */
  public List<ContainerState> containers() {
    List<ContainerState> states = new ArrayList<>();
    all().forEach(w -> states.addAll(w.containers().all()));
    return states;
  }

  private static Map<String, List<ContainerSummary>> byPod(Collection<ContainerSummary> all) {
    Map<String, List<ContainerSummary>> byPod = new HashMap<>();
    for (ContainerSummary container : all) {
      String uid = container.labels().getOrDefault(Labels.POD_UID, "");
      byPod.computeIfAbsent(uid, u -> new ArrayList<>()).add(container);
    }
    return byPod;
  }

  /** Leaves all containers running. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    all().forEach(PodWorker::abandon);
  }
}
