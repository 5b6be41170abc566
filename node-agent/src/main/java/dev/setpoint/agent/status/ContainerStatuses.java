package dev.setpoint.agent.status;

import dev.setpoint.agent.pod.PodContainers;
import dev.setpoint.agent.probe.ContainerHealth;
import dev.setpoint.agent.runtime.ContainerState;
import dev.setpoint.agent.sync.Observed;
import dev.setpoint.agent.sync.Waiting;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The statuses of a Pod's containers. */
final class ContainerStatuses {

  private final StatusInput input;
  private final boolean initialised;

  ContainerStatuses(StatusInput input) {
    this.input = input;
    this.initialised = initialised(input);
  }

  /** Whether every init container has done its part in the present sandbox. */
  static boolean initialised(StatusInput input) {
    Observed seen = input.seen();
    boolean appRan =
        PodContainers.app(input.pod()).stream()
            .map(c -> seen.latest(c.getName()))
            .anyMatch(c -> c != null && (input.ended() || seen.inCurrentSandbox(c)));
    return appRan || PodContainers.init(input.pod()).stream().allMatch(c -> initDone(input, c));
  }

  static boolean initDone(StatusInput input, Container init) {
    ContainerState latest = input.seen().latest(init.getName());
    if (latest == null || (!input.ended() && !input.seen().inCurrentSandbox(latest))) {
      return false;
    }
    return PodContainers.sidecar(init)
        ? latest.running() && health(input, latest).started()
        : latest.dead() && latest.exitCode() == 0;
  }

  private static ContainerHealth health(StatusInput input, ContainerState container) {
    return input.health().getOrDefault(container.id(), ContainerHealth.WELL);
  }

  List<ContainerStatus> of(List<Container> containers, boolean init) {
    List<ContainerStatus> statuses = new ArrayList<>();
    for (Container container : containers) {
      statuses.add(of(container, init));
    }
    return statuses;
  }

  /** They are never ready: nothing is asked of them but to run. */
  List<ContainerStatus> ephemeral() {
    List<ContainerStatus> statuses = of(PodContainers.ephemeral(input.pod()), false);
    for (ContainerStatus status : statuses) {
      status.setReady(false);
      status.setStarted(null);
    }
    return statuses;
  }

  private ContainerStatus of(Container container, boolean init) {
    List<ContainerState> instances = input.seen().instances(container.getName());
    ContainerState latest = instances.isEmpty() ? null : instances.getFirst();
    ContainerState previous = instances.size() < 2 ? null : instances.get(1);
    ContainerStatusBuilder status =
        new ContainerStatusBuilder()
            .withName(container.getName())
            .withImage(container.getImage())
            .withImageID("")
            .withReady(false)
            .withStarted(false)
            .withRestartCount(latest == null ? 0 : Observed.restartCount(latest));
    status.withNewState().endState().withNewLastState().endLastState();
    if (latest != null) {
      status
          .withContainerID("docker://" + latest.id())
          .withImageID(imageId(latest))
          .withImage(container.getImage());
    }
    if (latest != null && latest.running()) {
      running(status, container, init, latest);
      lastState(status, previous);
    } else if (latest != null && over(container, latest)) {
      terminated(status, latest);
      status.withReady(init && latest.exitCode() == 0 && !PodContainers.sidecar(container));
      lastState(status, previous);
    } else {
      Waiting why = why(container, init);
      status
          .editState()
          .withNewWaiting()
          .withReason(why.reason())
          .withMessage(why.message())
          .endWaiting()
          .endState();
      lastState(status, latest);
    }
    return status.build();
  }

  /** A dead container is waiting once someone said what it waits for. */
  private boolean over(Container container, ContainerState latest) {
    return !input.waiting().containsKey(container.getName()) || input.ended() || !latest.dead();
  }

  private Waiting why(Container container, boolean init) {
    Waiting known = input.waiting().get(container.getName());
    if (known != null) {
      return known;
    }
    boolean first =
        init
            && PodContainers.init(input.pod()).stream()
                .filter(c -> !initDone(input, c))
                .findFirst()
                .map(c -> c.getName().equals(container.getName()))
                .orElse(false)
            && PodContainers.init(input.pod()).getFirst().getName().equals(container.getName());
    boolean hasInit = !PodContainers.init(input.pod()).isEmpty();
    return new Waiting(
        hasInit && !initialised && !first ? "PodInitializing" : "ContainerCreating", null);
  }

  private void running(
      ContainerStatusBuilder status, Container container, boolean init, ContainerState latest) {
    ContainerHealth health = health(input, latest);
    status
        .editState()
        .withNewRunning()
        .withStartedAt(time(latest.startedAt()))
        .endRunning()
        .endState();
    boolean counts = !init || PodContainers.sidecar(container);
    status.withStarted(counts && health.started());
    status.withReady(counts && health.started() && health.ready());
  }

  private void terminated(ContainerStatusBuilder status, ContainerState dead) {
    status.editState().withTerminated(end(dead)).endState();
  }

  private void lastState(ContainerStatusBuilder status, @Nullable ContainerState dead) {
    if (dead != null && dead.dead()) {
      status.editLastState().withTerminated(end(dead)).endLastState();
    }
  }

  private io.fabric8.kubernetes.api.model.ContainerStateTerminated end(ContainerState dead) {
    String message = input.lastWords().getOrDefault(dead.id(), dead.error());
    return new io.fabric8.kubernetes.api.model.ContainerStateTerminatedBuilder()
        .withContainerID("docker://" + dead.id())
        .withExitCode(dead.exitCode())
        .withReason(reason(dead))
        .withMessage(message.isEmpty() ? null : message)
        .withStartedAt(time(dead.startedAt() == null ? dead.createdAt() : dead.startedAt()))
        .withFinishedAt(time(dead.endedAt()))
        .build();
  }

  static String reason(ContainerState dead) {
    if (dead.phase() == ContainerState.Phase.CREATED) {
      return "ContainerCannotRun";
    }
    if (dead.oomKilled()) {
      return "OOMKilled";
    }
    return dead.exitCode() == 0 ? "Completed" : "Error";
  }

  private String imageId(ContainerState container) {
    String name = input.images().getOrDefault(container.imageId(), "");
    return name.contains("@") ? "docker-pullable://" + name : "docker://" + container.imageId();
  }

  static @Nullable String time(@Nullable Instant at) {
    return at == null ? null : at.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
