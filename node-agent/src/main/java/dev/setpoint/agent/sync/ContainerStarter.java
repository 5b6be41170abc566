package dev.setpoint.agent.sync;

import dev.setpoint.agent.env.FieldRefs;
import dev.setpoint.agent.pod.PodContainers;
import dev.setpoint.agent.runtime.ContainerState;
import dev.setpoint.agent.runtime.ImageState;
import dev.setpoint.agent.runtime.RuntimeFailure;
import dev.setpoint.agent.step.ContainerStep;
import dev.setpoint.agent.step.HookStep;
import dev.setpoint.agent.step.ImageStep;
import dev.setpoint.agent.step.StepFailure;
import dev.setpoint.agent.volume.VolumeFailure;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Starts a Pod's containers one by one and remembers what is held back, and until when. */
final class ContainerStarter {

  private static final Duration HOOK_LIMIT = Duration.ofMinutes(10);

  private final PodServices services;
  private final Containers containers;
  private final ImageStep images;
  private final HookStep hooks;
  private final Map<String, CrashBackoff> crashes = new HashMap<>();
  private final Map<String, HeldBack> heldBack = new HashMap<>();
  private @Nullable Map<String, Path> volumes;
  private int sandboxes;
  private boolean startedAny;

  /** The thread inside a step that a deletion may cut short; guarded by this. */
  private @Nullable Thread interruptible;

  private record HeldBack(Waiting why, Instant until, int attempts) {}

  ContainerStarter(PodServices services, Containers containers, ImageStep images) {
    this.services = services;
    this.containers = containers;
    this.images = images;
    this.hooks = new HookStep(services.runtime());
  }

  Map<String, CrashBackoff> crashes() {
    return crashes;
  }

  void volumes(Map<String, Path> paths) {
    volumes = paths;
  }

  boolean startedAny() {
    return startedAny;
  }

  int nextSandbox() {
    ContainerState before = containers.observed().sandbox();
    sandboxes = Math.max(sandboxes, before == null ? 0 : Observed.restartCount(before) + 1);
    return sandboxes++;
  }

  /** Ends an image pull or a hook that is under way. */
  synchronized void interrupt() {
    if (interruptible != null) {
      interruptible.interrupt();
    }
  }

  private synchronized void interruptible(boolean on) {
    interruptible = on ? Thread.currentThread() : null;
    if (!on) {
      Thread.interrupted(); // it came for the step that has just ended
    }
  }

  /** The plan's reasons and those of failed attempts. */
  Map<String, Waiting> waiting(Map<String, Waiting> planned) {
    Map<String, Waiting> all = new HashMap<>();
    heldBack.forEach((name, held) -> all.put(name, held.why()));
    all.putAll(planned);
    return all;
  }

  @Nullable Instant retryAt() {
    return heldBack.values().stream().map(HeldBack::until).min(Instant::compareTo).orElse(null);
  }

  /** The image's digest where it has one. */
  String imageName(String imageId) {
    ImageState image = services.runtime().image(imageId);
    return image == null || image.names().isEmpty() ? "" : image.names().getFirst();
  }

  /** Returns whether the container was started or at least tried by the engine. */
  boolean start(Pod pod, Step.Start step, Observed seen, FieldRefs fields)
      throws InterruptedException {
    Container container = step.container();
    String name = container.getName();
    Instant now = services.clock().instant();
    HeldBack held = heldBack.get(name);
    if (held != null && now.isBefore(held.until())) {
      return false;
    }
    try {
      String id = make(pod, step, seen, fields);
      heldBack.remove(name);
      startedAny = true;
      ContainerState previous = step.previous();
      if (previous != null) {
        crashes.put(name, CrashBackoff.next(crashes.get(name), previous.endedAt(), now));
        services.metrics().restarted();
      }
      containers.look(id);
      postStart(pod, container, id, seen.ip());
      return true;
    } catch (StepFailure e) {
      return failed(pod, step, e, held);
    }
  }

  private String make(Pod pod, Step.Start step, Observed seen, FieldRefs fields)
      throws StepFailure, InterruptedException {
    Map<String, Path> paths = volumes;
    if (paths == null) { // adopted: the sandbox was there before us
      try {
        paths = services.volumes().setUp(pod, fields);
      } catch (VolumeFailure e) {
        services.events().warning(pod, "FailedMount", e.message());
        throw new StepFailure("ContainerCreating", e.message(), e);
      }
      volumes = paths;
    }
    ImageState image;
    interruptible(true);
    try {
      image = images.ensure(pod, step.container());
    } finally {
      interruptible(false);
    }
    return services
        .containers()
        .start(
            new ContainerStep.Order(
                pod,
                step.container(),
                step.restartCount(),
                seen.sandboxId(),
                pidTarget(pod, step.container(), seen),
                paths,
                fields,
                services.identity()),
            image);
  }

  private static String pidTarget(Pod pod, Container container, Observed seen) throws StepFailure {
    String name = PodContainers.target(pod, container.getName());
    ContainerState target = name.isEmpty() ? null : seen.latest(name);
    if (!name.isEmpty() && (target == null || !target.running())) {
      throw new StepFailure(
          "CreateContainerError", "unable to find target container \"" + name + "\"");
    }
    return target == null ? "" : target.id();
  }

  private boolean failed(Pod pod, Step.Start step, StepFailure e, @Nullable HeldBack before) {
    Container container = step.container();
    String name = container.getName();
    Instant now = services.clock().instant();
    boolean image =
        e.reason().equals("ErrImagePull")
            || e.reason().equals("ImagePullBackOff")
            || e.reason().equals("ErrImageNeverPull")
            || e.reason().equals("InvalidImageName");
    if (!e.reason().equals("ContainerCreating")) {
      services
          .events()
          .warning(pod, container, "Failed", "Error: " + (image ? e.reason() : e.message()));
    }
    if (e.reason().equals("RunContainerError")) {
      // The refused instance counts as one that crashed, and so does the wait for the next.
      ContainerState previous = step.previous();
      Instant ended = previous == null ? now : previous.endedAt();
      crashes.put(name, CrashBackoff.next(crashes.get(name), ended, now));
      heldBack.put(name, new HeldBack(new Waiting(e.reason(), e.message()), now, 0));
      refreshAll(pod);
      return true;
    }
    int attempts = before == null ? 0 : before.attempts() + 1;
    Instant retry = images.retryAt();
    Instant until =
        e.reason().equals("ImagePullBackOff") && retry != null
            ? retry
            : now.plusSeconds(Math.min(60, 2L << Math.min(attempts, 5)));
    heldBack.put(name, new HeldBack(new Waiting(e.reason(), e.message()), until, attempts));
    return false;
  }

  /** Learns of the container that was created but refused to start. */
  private void refreshAll(Pod pod) {
    Map<String, String> labels = new HashMap<>(services.identity().labels());
    labels.put(dev.setpoint.agent.pod.Labels.POD_UID, pod.getMetadata().getUid());
    containers.compare(services.runtime().list(labels));
    containers.refresh();
  }

  private void postStart(Pod pod, Container container, String id, String ip)
      throws InterruptedException {
    if (container.getLifecycle() == null || container.getLifecycle().getPostStart() == null) {
      return;
    }
    String failure;
    interruptible(true);
    try {
      failure = hooks.run(container.getLifecycle().getPostStart(), container, id, ip, HOOK_LIMIT);
    } catch (InterruptedException e) {
      return; // the Pod is being deleted
    } finally {
      interruptible(false);
    }
    if (failure == null) {
      return;
    }
    services.events().warning(pod, container, "FailedPostStartHook", "PostStartHook failed");
    services.events().normal(pod, container, "Killing", "FailedPostStartHook");
    try {
      services.runtime().kill(id, "KILL");
    } catch (RuntimeFailure e) {
      services.events().warning(pod, container, "FailedKillPod", e.message());
    }
    containers.look(id);
  }
}
