package dev.setpoint.agent.status;

import dev.setpoint.agent.pod.PodContainers;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HostIP;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodReadinessGate;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Computes the whole status of a Pod, as kubelet's generateAPIPodStatus does. */
public final class PodStatusBuilder {

  /** The conditions an agent writes; others belong to the scheduler and to controllers. */
  static final Set<String> OWNED =
      Set.of("PodReadyToStartContainers", "Initialized", "ContainersReady", "Ready");

  private final StatusInput input;
  private final Instant now;
  private final Pod pod;

  private PodStatusBuilder(StatusInput input, Instant now) {
    this.input = input;
    this.now = now;
    this.pod = input.pod();
  }

  public static PodStatus build(StatusInput input, Instant now) {
    return new PodStatusBuilder(input, now).build();
  }

  private PodStatus build() {
    PodStatus status = new PodStatus();
    PodStatus before = pod.getStatus();
    status.setQosClass(before == null ? null : before.getQosClass());
    status.setNominatedNodeName(null);
    StatusInput.Verdict verdict = input.verdict();
    status.setStartTime(ContainerStatuses.time(input.startTime()));
    status.setHostIP(input.hostIp());
    status.setHostIPs(List.of(new HostIP(input.hostIp())));
    setPodIp(status, before);
    ContainerStatuses statuses = new ContainerStatuses(input);
    status.setInitContainerStatuses(statuses.of(PodContainers.init(pod), true));
    status.setContainerStatuses(statuses.of(PodContainers.app(pod), false));
    status.setEphemeralContainerStatuses(statuses.ephemeral());
    String phase =
        PodPhase.of(
            pod, status.getInitContainerStatuses(), status.getContainerStatuses(), input.ended());
    if (verdict != null) {
      phase = "Failed";
      status.setReason(verdict.reason());
      status.setMessage(verdict.message());
    }
    status.setPhase(phase);
    status.setConditions(conditions(phase, status, before));
    return status;
  }

  private void setPodIp(PodStatus status, @Nullable PodStatus before) {
    String ip =
        Boolean.TRUE.equals(pod.getSpec().getHostNetwork()) ? input.hostIp() : input.seen().ip();
    if (ip.isEmpty() && input.ended() && before != null && before.getPodIP() != null) {
      ip = before.getPodIP(); // an ended Pod keeps the address it had
    }
    if (!ip.isEmpty()) {
      status.setPodIP(ip);
      status.setPodIPs(List.of(new PodIP(ip)));
    }
  }

  private List<PodCondition> conditions(
      String phase, PodStatus status, @Nullable PodStatus before) {
    List<PodCondition> old =
        before == null || before.getConditions() == null ? List.of() : before.getConditions();
    List<PodCondition> all = new ArrayList<>();
    all.add(
        input.seen().sandboxRuns()
            ? condition("PodReadyToStartContainers", null, null)
            : condition("PodReadyToStartContainers", "False", null, null));
    all.add(initialized(phase));
    PodCondition containersReady = containersReady(phase, status);
    all.add(containersReady);
    all.add(ready(containersReady, old));
    List<PodCondition> stamped = new ArrayList<>();
    for (PodCondition condition : all) {
      stamped.add(stamp(condition, old));
    }
    old.stream().filter(c -> !OWNED.contains(c.getType())).forEach(stamped::add);
    return stamped;
  }

  private PodCondition initialized(String phase) {
    if (phase.equals("Succeeded")) {
      return condition("Initialized", "True", "PodCompleted", null);
    }
    List<String> open = new ArrayList<>();
    if (!ContainerStatuses.initialised(input)) {
      PodContainers.init(pod).stream()
          .filter(c -> !ContainerStatuses.initDone(input, c))
          .forEach(c -> open.add(c.getName()));
    }
    return open.isEmpty()
        ? condition("Initialized", null, null)
        : condition(
            "Initialized",
            "False",
            "ContainersNotInitialized",
            "containers with incomplete status: [" + String.join(" ", open) + "]");
  }

  private PodCondition containersReady(String phase, PodStatus status) {
    if (phase.equals("Succeeded")) {
      return condition("ContainersReady", "False", "PodCompleted", null);
    }
    if (phase.equals("Failed")) {
      return condition("ContainersReady", "False", "PodFailed", null);
    }
    List<String> unready = new ArrayList<>();
    for (ContainerStatus sidecar : status.getInitContainerStatuses()) {
      var spec = PodContainers.byName(pod, sidecar.getName());
      if (spec != null && PodContainers.sidecar(spec) && !sidecar.getReady()) {
        unready.add(sidecar.getName());
      }
    }
    status.getContainerStatuses().stream()
        .filter(c -> !c.getReady())
        .forEach(c -> unready.add(c.getName()));
    return unready.isEmpty()
        ? condition("ContainersReady", null, null)
        : condition(
            "ContainersReady",
            "False",
            "ContainersNotReady",
            "containers with unready status: [" + String.join(" ", unready) + "]");
  }

  private PodCondition ready(PodCondition containersReady, List<PodCondition> old) {
    if (!containersReady.getStatus().equals("True")) {
      return condition("Ready", "False", containersReady.getReason(), containersReady.getMessage());
    }
    List<String> closed = new ArrayList<>();
    List<PodReadinessGate> gates = pod.getSpec().getReadinessGates();
    for (PodReadinessGate gate : gates == null ? List.<PodReadinessGate>of() : gates) {
      String type = gate.getConditionType();
      PodCondition found =
          old.stream().filter(c -> c.getType().equals(type)).findFirst().orElse(null);
      if (found == null) {
        closed.add(
            "corresponding condition of pod readiness gate \"" + type + "\" does not exist.");
      } else if (!found.getStatus().equals("True")) {
        closed.add(
            "the status of pod readiness gate \""
                + type
                + "\" is not \"True\", but "
                + found.getStatus());
      }
    }
    return closed.isEmpty()
        ? condition("Ready", null, null)
        : condition("Ready", "False", "ReadinessGatesNotReady", String.join(", ", closed));
  }

  private static PodCondition condition(
      String type, @Nullable String reason, @Nullable String message) {
    return condition(type, "True", reason, message);
  }

  private static PodCondition condition(
      String type, String status, @Nullable String reason, @Nullable String message) {
    return new PodConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(reason)
        .withMessage(message)
        .build();
  }

  /** The transition time moves only when the status itself does. */
  private PodCondition stamp(PodCondition condition, List<PodCondition> old) {
    String since =
        old.stream()
            .filter(c -> c.getType().equals(condition.getType()))
            .filter(c -> c.getStatus().equals(condition.getStatus()))
            .map(PodCondition::getLastTransitionTime)
            .findFirst()
            .orElse(null);
    return new PodConditionBuilder(condition)
        .withLastTransitionTime(since == null ? ContainerStatuses.time(now) : since)
        .build();
  }
}
