package dev.setpoint.agent.sync;

import dev.setpoint.agent.pod.Labels;
import dev.setpoint.agent.runtime.ContainerRuntime;
import dev.setpoint.agent.runtime.ContainerState;
import dev.setpoint.agent.runtime.ContainerSummary;
import dev.setpoint.agent.runtime.RuntimeFailure;
import dev.setpoint.agent.step.StopStep;
import dev.setpoint.agent.volume.Volumes;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what is left of Pods that no longer exist. It touches only what carries this cluster's
 * and this node's labels, and nothing before the list of Pods has been loaded: until then every Pod
 * would look like one that no longer exists.
 */
public final class OrphanSweep {

  private static final Logger log = LoggerFactory.getLogger(OrphanSweep.class);

  private final ContainerRuntime runtime;
  private final Volumes volumes;
  private final StopStep stops;
  private final PodWorkers workers;
  private final BooleanSupplier podsKnown;
  private final Clock clock;
  private final Set<String> underWay = ConcurrentHashMap.newKeySet();

  public OrphanSweep(
      ContainerRuntime runtime,
      Volumes volumes,
      StopStep stops,
      PodWorkers workers,
      BooleanSupplier podsKnown,
      Clock clock) {
    this.runtime = runtime;
    this.volumes = volumes;
    this.stops = stops;
    this.workers = workers;
    this.podsKnown = podsKnown;
    this.clock = clock;
  }

  void sweep(Collection<ContainerSummary> all) {
    if (!podsKnown.getAsBoolean()) {
      return;
    }
    // Listed before the workers are: what a worker makes from now on is not in our way.
    Set<String> directories = new HashSet<>();
    try {
      directories.addAll(volumes.leftOver());
    } catch (IOException e) {
      log.warn("The Pods' directories can't be listed: {}", e.getMessage());
    }
    Map<String, List<ContainerSummary>> orphans = new HashMap<>();
    Set<String> owned = workers.uids();
    for (ContainerSummary container : all) {
      String uid = container.labels().getOrDefault(Labels.POD_UID, "");
      if (!owned.contains(uid)) {
        orphans.computeIfAbsent(uid, u -> new ArrayList<>()).add(container);
      }
    }
    directories.removeAll(owned);
    directories.addAll(orphans.keySet());
    for (String uid : directories) {
      if (underWay.add(uid)) {
        List<ContainerSummary> its = orphans.getOrDefault(uid, List.of());
        Thread.ofVirtual().name("orphan-" + uid).start(() -> remove(uid, its));
      }
    }
  }

  private void remove(String uid, List<ContainerSummary> containers) {
    try {
      log.info("Removing what is left of Pod {}: {} containers", uid, containers.size());
      List<ContainerSummary> sandboxes = new ArrayList<>();
      List<ContainerSummary> others = new ArrayList<>();
      for (ContainerSummary container : containers) {
        boolean sandbox = Labels.SANDBOX_ROLE.equals(container.labels().get(Labels.ROLE));
        (sandbox ? sandboxes : others).add(container);
      }
      Parallel.run(others, this::stopAndRemove);
      for (ContainerSummary sandbox : sandboxes) {
        runtime.remove(sandbox.id());
      }
      if (!uid.isEmpty()) {
        volumes.tearDown(uid);
      }
    } catch (RuntimeFailure | IOException e) {
      log.warn("Pod {} can't be removed yet: {}", uid, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      underWay.remove(uid);
    }
  }

  private void stopAndRemove(ContainerSummary container) throws InterruptedException {
    ContainerState state = runtime.inspect(container.id());
    if (state == null) {
      return;
    }
    if (state.running()) {
      String grace = state.label(Labels.GRACE);
      Duration limit = Duration.ofSeconds(grace.isEmpty() ? 30 : Long.parseLong(grace));
      stops.stop(null, null, state, "", "", () -> limit, this::exited);
    }
    runtime.remove(container.id());
  }

  private boolean exited(String id, Instant until) throws InterruptedException {
    ContainerState state = runtime.inspect(id);
    if (state == null || !state.running()) {
      return true;
    }
    if (clock.instant().isBefore(until)) {
      Thread.sleep(500);
    }
    return false;
  }
}
