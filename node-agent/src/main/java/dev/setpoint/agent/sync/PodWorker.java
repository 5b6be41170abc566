package dev.setpoint.agent.sync;

import dev.setpoint.agent.env.FieldRefs;
import dev.setpoint.agent.pod.PodContainers;
import dev.setpoint.agent.probe.PodProbes;
import dev.setpoint.agent.runtime.RuntimeFailure;
import dev.setpoint.agent.status.StatusInput;
import dev.setpoint.agent.step.ImageStep;
import dev.setpoint.agent.volume.VolumeFailure;
import dev.setpoint.agent.volume.Volumes;
import dev.setpoint.common.error.ApiException;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One Pod's serial loop: look, decide, act, report; then sleep until something happens. */
final class PodWorker {

  private static final Logger log = LoggerFactory.getLogger(PodWorker.class);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(15);

  private final PodServices services;
  private final Signal signal;
  private final Containers containers;
  private final PodProbes probes;
  private final ImageStep images;
  private final ContainerStarter starter;
  private final Runnable onEnd;
  private final Admission admission;

  private final PodStopper stopper;
  private final PodReporter reporter;
  private final Instant seenAt;
  private boolean admitted;
  private boolean ended;
  private boolean finished;

  /** Whether the final status has been submitted, or the API had it before we came. */
  private boolean concluded;

  private boolean startTimed;
  private StatusInput.@Nullable Verdict verdict;
  private @Nullable Instant volumesFresh;
  private @Nullable Instant sandboxRetry;
  private int sandboxFailures;
  private Map<String, Waiting> waiting = Map.of();

  private volatile Pod pod;
  private volatile boolean vanished;
  private volatile boolean stopped;
  private volatile @Nullable Thread thread;

  PodWorker(PodServices services, Admission admission, Pod pod, Runnable onEnd) {
    this.services = services;
    this.admission = admission;
    this.pod = pod;
    this.onEnd = onEnd;
    this.signal = new Signal(services.clock());
    this.containers = new Containers(services.runtime(), signal, services.clock());
    this.probes =
        new PodProbes(services.runtime(), services.events(), services.clock(), signal::raise);
    this.images =
        new ImageStep(services.runtime(), services.configs(), services.events(), services.clock());
    this.starter = new ContainerStarter(services, containers, images);
    this.seenAt = services.clock().instant();
    this.stopper = new PodStopper(services, containers, this::pod);
    this.reporter = new PodReporter(services, containers, probes, starter, seenAt);
    String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    this.ended = "Succeeded".equals(phase) || "Failed".equals(phase);
    this.concluded = ended;
  }

  void start() {
    thread = Thread.ofVirtual().name("pod-" + pod.getMetadata().getName()).start(this::loop);
  }

  Pod pod() {
    return pod;
  }

  /** What the last status said, newer than what the API may hold. */
  @Nullable PodStatus status() {
    return reporter.last();
  }

  Containers containers() {
    return containers;
  }

  void update(Pod newer) {
    pod = newer;
    if (newer.getMetadata().getDeletionTimestamp() != null) {
      starter.interrupt();
    }
    signal.raise();
  }

  /** The object is gone from the API. */
  void vanish(Pod last) {
    pod = last;
    vanished = true;
    starter.interrupt();
    signal.raise();
  }

  /** Leaves everything as it is; another agent will adopt it. */
  void abandon() {
    stopped = true;
    probes.close();
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  private void loop() {
    Duration retry = Duration.ofMillis(500);
    try {
      while (!stopped) {
        long seen = signal.count();
        Instant again;
        try {
          again = pass();
          if (again == null && finished) {
            break;
          }
          retry = Duration.ofMillis(500);
        } catch (RuntimeFailure | ApiException | IOException e) {
          if (stopped) {
            break; // the interrupt that ends us cut a call short
          }
          if (e instanceof RuntimeFailure failure && failure.engineTrouble()) {
            log.debug("{}: {}", PodContainers.format(pod), e.getMessage()); // the watch says it
          } else {
            log.warn("{}: {}", PodContainers.format(pod), e.getMessage());
          }
          again = now().plus(retry);
          retry = retry.multipliedBy(2);
          retry = retry.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : retry;
        } catch (RuntimeException e) {
          log.error("{}: sync failed", PodContainers.format(pod), e);
          again = now().plus(LONGEST_RETRY);
        }
        signal.await(seen, again);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // abandoned
    } finally {
      probes.close();
      onEnd.run();
    }
  }

  private boolean deleting() {
    return vanished || pod.getMetadata().getDeletionTimestamp() != null;
  }

  private Instant now() {
    return services.clock().instant();
  }

  /** Returns when to look again even if nothing happens. */
  private @Nullable Instant pass() throws InterruptedException, IOException {
    containers.refresh();

    Pod pod = this.pod;
    if (deleting()) {
      terminate();
      return null;
    }
    if (!ended) {
      admit(pod);
    }
    Instant deadline = deadline(pod);
    if (deadline != null && !ended && !now().isBefore(deadline)) {
      verdict =
          new StatusInput.Verdict(
              "DeadlineExceeded", "Pod was active on the node longer than the specified deadline");
      services.events().normal(pod, "DeadlineExceeded", verdict.message());
    }
    if (verdict != null || ended) {
      windDown(pod);
      return null;
    }
    Instant again = sync(pod);
    return deadline == null ? again : earlier(again, deadline);
  }

  private void admit(Pod pod) {
    if (admitted) {
      return;
    }
    boolean known = !containers.all().isEmpty();
    StatusInput.Verdict refused = admission.admit(pod, known);
    if (refused != null) {
      verdict = refused;
      services.events().warning(pod, refused.reason(), refused.message());
    }
    admitted = true;
  }

  private @Nullable Instant deadline(Pod pod) {
    Long seconds = pod.getSpec().getActiveDeadlineSeconds();
    return seconds == null ? null : reporter.startTime(pod).plusSeconds(seconds);
  }

  private @Nullable Instant sync(Pod pod) throws InterruptedException {
    Instant again = null;
    while (true) {
      reporter.watchProbes(pod);
      Observed seen = containers.observed();
      Plan plan = PodPlanner.plan(pod, seen, probes.health(), starter.crashes(), now());
      tellBackOff(pod, plan.waiting());
      waiting = starter.waiting(plan.waiting());
      publish(pod);
      boolean progress = carryOut(pod, plan);
      again = earlier(plan.again(), starter.retryAt());
      again = earlier(again, sandboxRetry);
      if (!progress || deleting()) {
        break;
      }
      containers.refresh();
    }
    again = earlier(again, refreshVolumes(pod));
    measureStart(pod);
    publish(pod);
    return again;
  }

  private void tellBackOff(Pod pod, Map<String, Waiting> planned) {
    for (String name : planned.keySet()) {
      Container container = PodContainers.byName(pod, name);
      if (container != null && !waiting.containsKey(name)) {
        services
            .events()
            .warning(
                pod,
                container,
                "BackOff",
                "Back-off restarting failed container "
                    + name
                    + " in pod "
                    + PodContainers.format(pod));
      }
    }
  }

  /** Returns whether anything changed, so that planning anew is worth it at once. */
  private boolean carryOut(Pod pod, Plan plan) throws InterruptedException {
    boolean progress = false;
    List<Step.Stop> stops = new ArrayList<>();
    for (Step step : plan.steps()) {
      switch (step) {
        case Step.Stop stop -> stops.add(stop);
        case Step.Remove remove -> {
          containers.remove(remove.instance().id());
          progress = true;
        }
        case Step.SandboxChanged changed ->
            services
                .events()
                .normal(
                    pod,
                    "SandboxChanged",
                    "Pod sandbox changed, it will be killed and re-created.");
        case Step.CreateSandbox create -> progress |= createSandbox(pod);
        case Step.Start start -> progress |= startContainer(pod, start);
        case Step.Finish finish -> {
          stopper.stop(pod, stops);
          stops.clear();
          ended = true;
          windDown(pod);
          return false;
        }
      }
      if (deleting()) {
        return false; // what is left of the plan no longer matters
      }
    }
    if (!stops.isEmpty()) {
      stopper.stop(pod, stops);
      progress = true;
    }
    return progress;
  }

  private boolean startContainer(Pod pod, Step.Start start) throws InterruptedException {
    Observed seen = containers.observed();
    boolean started = starter.start(pod, start, seen, fields(pod, seen));
    publish(pod);
    return started;
  }

  private FieldRefs fields(Pod pod, Observed seen) {
    String hostIp = services.identity().hostIp();
    String ip = Boolean.TRUE.equals(pod.getSpec().getHostNetwork()) ? hostIp : seen.ip();
    return new FieldRefs(pod, ip, hostIp, services.node().get());
  }

  private boolean createSandbox(Pod pod) throws InterruptedException {
    if (sandboxRetry != null && now().isBefore(sandboxRetry)) {
      return false;
    }
    Observed seen = containers.observed();
    try {
      starter.volumes(services.volumes().setUp(pod, fields(pod, seen)));
      volumesFresh = now();
      int attempt = starter.nextSandbox();
      containers.look(services.sandboxes().create(pod, services.identity(), attempt));
      sandboxFailures = 0;
      sandboxRetry = null;
      return true;
    } catch (VolumeFailure e) {
      services.events().warning(pod, "FailedMount", e.message());
    } catch (RuntimeFailure e) {
      if (e.kind() == RuntimeFailure.Kind.UNAVAILABLE) {
        throw e;
      }
      services
          .events()
          .warning(pod, "FailedCreatePodSandBox", "Failed to create pod sandbox: " + e.message());
    }
    long delay = Math.min(30, 1L << Math.min(sandboxFailures++, 5));
    sandboxRetry = now().plusSeconds(delay);
    return false;
  }

  /** Nothing of the Pod shall run any more, but its object and its logs stay. */
  private void windDown(Pod pod) throws InterruptedException {
    stopper.stopAll(pod);
    ended = true;
    conclude(pod);
    stopper.removeSandboxes();
    probes.retain(Set.of());
    tearDownVolumes(pod);
    admission.release(pod.getMetadata().getUid());
  }

  /** Says once how it ended; later its sandbox and its termination messages are gone. */
  private void conclude(Pod pod) {
    if (!concluded) {
      publish(pod);
      concluded = true;
    }
  }

  private void terminate() throws InterruptedException, IOException {
    Pod pod = this.pod;
    String uid = pod.getMetadata().getUid();
    if (!ended) {
      publish(pod);
    }
    stopper.stopAll(pod);
    probes.retain(Set.of());
    ended = true;
    conclude(pod);
    if (!vanished) {
      services.statuses().flush(uid);
    }
    stopper.removeAll();
    services.volumes().tearDown(uid);
    if (!vanished) {
      services.api().deletePod(pod.getMetadata().getNamespace(), pod.getMetadata().getName(), uid);
    }
    services.statuses().forget(uid);
    finished = true;
  }

  private void tearDownVolumes(Pod pod) {
    try {
      services.volumes().tearDown(pod.getMetadata().getUid());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private @Nullable Instant refreshVolumes(Pod pod) {
    if (!Volumes.refreshable(pod) || !containers.observed().sandboxRuns()) {
      return null;
    }
    Instant last = volumesFresh;
    Instant due = last == null ? now() : last.plus(services.volumeRefresh());
    if (now().isBefore(due)) {
      return due;
    }
    try {
      services.volumes().refresh(pod, fields(pod, containers.observed()));
    } catch (VolumeFailure e) {
      services.events().warning(pod, "FailedMount", e.message());
    }
    volumesFresh = now();
    return now().plus(services.volumeRefresh());
  }

  private void measureStart(Pod pod) {
    if (startTimed) {
      return;
    }
    Observed seen = containers.observed();
    boolean all =
        PodContainers.app(pod).stream()
            .map(c -> seen.latest(c.getName()))
            .allMatch(c -> c != null && c.startedAt() != null);
    if (all) {
      startTimed = true;
      if (starter.startedAny()) {
        services.metrics().podStarted(Duration.between(seenAt, now()));
      }
    }
  }

  private void publish(Pod pod) {
    if (!ended && !deleting()) {
      reporter.watchProbes(pod); // a container that has just started must not pass for ready
    }
    reporter.publish(pod, waiting, verdict, ended);
  }

  private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
    if (one == null) {
      return other;
    }
    return other == null || one.isBefore(other) ? one : other;
  }
}
