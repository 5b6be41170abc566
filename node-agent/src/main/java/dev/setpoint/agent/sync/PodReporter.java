package dev.setpoint.agent.sync;

import dev.setpoint.agent.pod.Labels;
import dev.setpoint.agent.pod.PodContainers;
import dev.setpoint.agent.probe.PodProbes;
import dev.setpoint.agent.runtime.ContainerState;
import dev.setpoint.agent.status.PodStatusBuilder;
import dev.setpoint.agent.status.StatusInput;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Watches over one Pod's containers and says how they are. */
final class PodReporter {

  private final PodServices services;
  private final Containers containers;
  private final PodProbes probes;
  private final ContainerStarter starter;
  private final Instant seenAt;
  private final Map<String, String> lastWords = new HashMap<>();
  private final Map<String, String> imageNames = new HashMap<>();
  private volatile @Nullable PodStatus last;

  PodReporter(
      PodServices services,
      Containers containers,
      PodProbes probes,
      ContainerStarter starter,
      Instant seenAt) {
    this.services = services;
    this.containers = containers;
    this.probes = probes;
    this.starter = starter;
    this.seenAt = seenAt;
  }

  /** What was said last; newer than what the API may hold. */
  @Nullable PodStatus last() {
    return last;
  }

  Instant startTime(Pod pod) {
    String started = pod.getStatus() == null ? null : pod.getStatus().getStartTime();
    return started == null ? seenAt : Instant.parse(started);
  }

  /** Starts the probes of what runs and ends those of what no longer does. */
  void watchProbes(Pod pod) {
    Observed seen = containers.observed();
    Set<String> running = new HashSet<>();
    String ip =
        Boolean.TRUE.equals(pod.getSpec().getHostNetwork())
            ? services.identity().hostIp()
            : seen.ip();
    for (Container container : PodContainers.all(pod)) {
      ContainerState latest = seen.latest(container.getName());
      if (latest != null && latest.running()) {
        running.add(latest.id());
        ContainerStatus before = statusOf(pod, latest);
        probes.watch(
            pod,
            container,
            latest,
            ip,
            before != null && Boolean.TRUE.equals(before.getStarted()),
            before != null && Boolean.TRUE.equals(before.getReady()));
      }
    }
    probes.retain(running);
  }

  /** What the API says of exactly this instance: an adopted container does not turn unready. */
  private static @Nullable ContainerStatus statusOf(Pod pod, ContainerState container) {
    if (pod.getStatus() == null) {
      return null;
    }
    List<ContainerStatus> all = new ArrayList<>();
    if (pod.getStatus().getContainerStatuses() != null) {
      all.addAll(pod.getStatus().getContainerStatuses());
    }
    if (pod.getStatus().getInitContainerStatuses() != null) {
      all.addAll(pod.getStatus().getInitContainerStatuses());
    }
    return all.stream()
        .filter(s -> ("docker://" + container.id()).equals(s.getContainerID()))
        .findFirst()
        .orElse(null);
  }

  private void hearLastWords(Pod pod) {
    Set<String> present = new HashSet<>();
    for (ContainerState container : containers.all()) {
      present.add(container.id());
      boolean told = container.dead() && container.label(Labels.ROLE).equals(Labels.CONTAINER_ROLE);
      if (told && !lastWords.containsKey(container.id())) {
        Container spec = PodContainers.byName(pod, container.label(Labels.CONTAINER));
        lastWords.put(container.id(), services.lastWords().of(container, spec));
      }
    }
    lastWords.keySet().retainAll(present);
  }

  void publish(
      Pod pod, Map<String, Waiting> waiting, StatusInput.@Nullable Verdict verdict, boolean ended) {
    hearLastWords(pod);
    Observed seen = containers.observed();
    for (ContainerState container : seen.containers()) {
      imageNames.computeIfAbsent(container.imageId(), starter::imageName);
    }
    PodStatus status =
        PodStatusBuilder.build(
            new StatusInput(
                pod,
                seen,
                probes.health(),
                waiting,
                lastWords,
                imageNames,
                services.identity().hostIp(),
                startTime(pod),
                verdict,
                ended),
            services.clock().instant());
    last = status;
    services.statuses().submit(pod, status);
  }
}
