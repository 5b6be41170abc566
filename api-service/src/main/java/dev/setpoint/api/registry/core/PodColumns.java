package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.at;
import static dev.setpoint.api.registry.Trees.flag;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.Ages;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.schema.Schemas;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A Pod's row as kube-apiserver prints it (k8s.io/kubernetes/pkg/printers, printPod). */
final class PodColumns {

  private PodColumns() {}

  static TableLayout layout(Schemas schemas) {
    return TableLayout.builder()
        .name()
        .column(
            "Ready",
            "string",
            "The aggregate readiness state of this pod for accepting traffic.",
            0,
            (pod, now) -> summary(pod, now).ready())
        .column(
            "Status",
            "string",
            "The aggregate status of the containers in this pod.",
            0,
            (pod, now) -> summary(pod, now).status())
        .column(
            "Restarts",
            "string",
            "The number of times the containers in this pod have been restarted and when the last"
                + " container in this pod has restarted.",
            0,
            (pod, now) -> summary(pod, now).restarts())
        .age()
        .column("IP", "string", schemas.describe("core.v1.PodStatus.podIP"), 1, PodColumns::ip)
        .column(
            "Node",
            "string",
            schemas.describe("core.v1.PodSpec.nodeName"),
            1,
            (pod, now) -> orNone(text(pod, "spec", "nodeName")))
        .column(
            "Nominated Node",
            "string",
            schemas.describe("core.v1.PodStatus.nominatedNodeName"),
            1,
            (pod, now) -> orNone(text(pod, "status", "nominatedNodeName")))
        .column(
            "Readiness Gates",
            "string",
            schemas.describe("core.v1.PodSpec.readinessGates"),
            1,
            (pod, now) -> readinessGates(pod))
        .build();
  }

  private record Summary(String ready, String status, String restarts) {}

  private static String ip(ObjectNode pod, Instant now) {
    List<ObjectNode> ips = objects(pod, "status", "podIPs");
    return orNone(ips.isEmpty() ? text(pod, "status", "podIP") : text(ips.getFirst(), "ip"));
  }

  private static String orNone(String value) {
    return value.isEmpty() ? "<none>" : value;
  }

  private static String readinessGates(ObjectNode pod) {
    List<ObjectNode> gates = objects(pod, "spec", "readinessGates");
    if (gates.isEmpty()) {
      return "<none>";
    }
    long passed =
        gates.stream().filter(gate -> condition(pod, text(gate, "conditionType"))).count();
    return passed + "/" + gates.size();
  }

  private static boolean condition(ObjectNode pod, String type) {
    return objects(pod, "status", "conditions").stream()
        .anyMatch(c -> text(c, "type").equals(type) && text(c, "status").equals("True"));
  }

  private static Summary summary(ObjectNode pod, Instant now) {
    return new Reading(pod, now).read();
  }

  /** One pass over a Pod's container statuses. */
  private static final class Reading {
    private final ObjectNode pod;
    private final Instant now;
    private int restarts;
    private int restartableInitRestarts;
    private String lastRestart = "";
    private String lastRestartableInitRestart = "";
    private int ready;
    private String reason;

    Reading(ObjectNode pod, Instant now) {
      this.pod = pod;
      this.now = now;
      String phase = text(pod, "status", "phase");
      String given = text(pod, "status", "reason");
      this.reason = given.isEmpty() ? phase : given;
    }

    Summary read() {
      int total = objects(pod, "spec", "containers").size();
      Set<String> sidecars = new HashSet<>();
      for (ObjectNode init : objects(pod, "spec", "initContainers")) {
        if (text(init, "restartPolicy").equals("Always")) {
          sidecars.add(text(init, "name"));
          total++;
        }
      }
      if (objects(pod, "status", "conditions").stream()
          .anyMatch(
              c ->
                  text(c, "type").equals("PodScheduled")
                      && text(c, "reason").equals("SchedulingGated"))) {
        reason = "SchedulingGated";
      }
      boolean initializing = readInitContainers(sidecars);
      if (!initializing || condition(pod, "Initialized")) {
        readContainers();
      }
      if (has(pod, "metadata", "deletionTimestamp")) {
        String phase = text(pod, "status", "phase");
        if (text(pod, "status", "reason").equals("NodeLost")) {
          reason = "Unknown";
        } else if (!phase.equals("Failed") && !phase.equals("Succeeded")) {
          reason = "Terminating";
        }
      }
      String shown = String.valueOf(restarts);
      if (restarts != 0 && !lastRestart.isEmpty()) {
        shown += " (" + Ages.since(lastRestart, now) + " ago)";
      }
      return new Summary(ready + "/" + total, reason, shown);
    }

    private boolean readInitContainers(Set<String> sidecars) {
      List<ObjectNode> statuses = objects(pod, "status", "initContainerStatuses");
      int planned = objects(pod, "spec", "initContainers").size();
      for (int i = 0; i < statuses.size(); i++) {
        ObjectNode status = statuses.get(i);
        boolean sidecar = sidecars.contains(text(status, "name"));
        restarts += number(status, "restartCount");
        lastRestart = later(lastRestart, status);
        if (sidecar) {
          restartableInitRestarts += number(status, "restartCount");
          lastRestartableInitRestart = later(lastRestartableInitRestart, status);
        }
        JsonNode terminated = at(status, "state", "terminated");
        if (terminated.isObject() && number(terminated, "exitCode") == 0) {
          continue;
        }
        if (sidecar && flag(status, "started")) {
          if (flag(status, "ready")) {
            ready++;
          }
          continue;
        }
        String waiting = text(status, "state", "waiting", "reason");
        if (terminated.isObject()) {
          reason = "Init:" + terminatedReason(terminated);
        } else if (!waiting.isEmpty() && !waiting.equals("PodInitializing")) {
          reason = "Init:" + waiting;
        } else {
          reason = "Init:" + i + "/" + planned;
        }
        return true;
      }
      return false;
    }

    private void readContainers() {
      restarts = restartableInitRestarts;
      lastRestart = lastRestartableInitRestart;
      boolean running = false;
      List<ObjectNode> statuses = objects(pod, "status", "containerStatuses");
      for (int i = statuses.size() - 1; i >= 0; i--) {
        ObjectNode status = statuses.get(i);
        restarts += number(status, "restartCount");
        lastRestart = later(lastRestart, status);
        String waiting = text(status, "state", "waiting", "reason");
        JsonNode terminated = at(status, "state", "terminated");
        if (!waiting.isEmpty()) {
          reason = waiting;
        } else if (terminated.isObject()) {
          reason = terminatedReason(terminated);
        } else if (flag(status, "ready") && at(status, "state", "running").isObject()) {
          running = true;
          ready++;
        }
      }
      if (reason.equals("Completed") && running) {
        reason = condition(pod, "Ready") ? "Running" : "NotReady";
      }
    }

    private static String terminatedReason(JsonNode terminated) {
      String reason = text(terminated, "reason");
      if (!reason.isEmpty()) {
        return reason;
      }
      int signal = number(terminated, "signal");
      return signal != 0 ? "Signal:" + signal : "ExitCode:" + number(terminated, "exitCode");
    }

    private static String later(String sofar, ObjectNode status) {
      String finished = text(status, "lastState", "terminated", "finishedAt");
      return finished.compareTo(sofar) > 0 ? finished : sofar;
    }
  }
}
