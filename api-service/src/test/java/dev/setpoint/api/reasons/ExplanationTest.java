package dev.setpoint.api.reasons;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.api.pipeline.YamlTree;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ExplanationTest {

  private static final ObjectNode DEPLOYMENT =
      yaml(
          """
          apiVersion: apps/v1
          kind: Deployment
          metadata:
            name: web
            namespace: shop
            uid: d
            generation: 2
            managedFields:
              - {manager: kubectl-edit, operation: Update, time: "2026-11-01T10:00:00Z"}
              - {manager: helm, operation: Apply, time: "2026-10-01T10:00:00Z"}
              - {manager: c, operation: Update, subresource: status, time: "2026-11-02T10:00:00Z"}
          spec: {replicas: 2}
          status:
            observedGeneration: 2
            replicas: 2
            updatedReplicas: 2
            conditions:
              - {type: Available, status: "False", reason: MinimumReplicasUnavailable, message: m}
              - {type: Progressing, status: "True", reason: ReplicaSetUpdated}
          """);

  private static final ObjectNode UNPLACED =
      yaml(
          """
          apiVersion: v1
          kind: Pod
          metadata: {name: web-a, namespace: shop, uid: a}
          spec: {schedulerName: default-scheduler, containers: [{name: app}]}
          status:
            phase: Pending
            conditions:
              - type: PodScheduled
                status: "False"
                reason: Unschedulable
                message: "0/1 nodes are available: 1 Insufficient cpu."
          """);

  private static final ObjectNode CRASHING =
      yaml(
          """
          apiVersion: v1
          kind: Pod
          metadata: {name: web-b, namespace: shop, uid: b}
          spec: {nodeName: n1, containers: [{name: app}, {name: log}]}
          status:
            phase: Running
            containerStatuses:
              - name: app
                ready: false
                restartCount: 4
                state: {waiting: {reason: CrashLoopBackOff, message: back-off 40s}}
              - {name: log, ready: true, restartCount: 0, state: {running: {}}}
          """);

  @Test
  void leadsFromTheUsersChangeToTheContainers() {
    Link pods = new Link(DEPLOYMENT, List.of(leaf(UNPLACED), leaf(CRASHING)), 3);
    ObjectNode answer = Explanation.of(DEPLOYMENT, pods, pods, List.of());

    assertThat(answer.path("settled").asBoolean()).isFalse();
    assertThat(texts(answer.path("gaps"), "field"))
        .containsExactly("status.readyReplicas", "status.availableReplicas");
    assertThat(texts(answer.path("waitsFor"), "reason"))
        .containsExactly("MinimumReplicasUnavailable", "Unschedulable", "CrashLoopBackOff");
    assertThat(texts(answer.path("waitsFor"), "responsible"))
        .containsExactly("deployment-controller", "default-scheduler", "kubelet, n1");
    JsonNode chain = answer.path("chain");
    assertThat(chain.at("/changed/by").asString()).isEqualTo("kubectl-edit");
    assertThat(chain.path("omitted").asInt()).isEqualTo(3);
    assertThat(chain.at("/next/1/containers/0/state").asString()).isEqualTo("waiting");
    assertThat(chain.at("/next/1/containers/0/restarts").asInt()).isEqualTo(4);
    assertThat(chain.at("/next/1/gaps/0/current").asString()).isEqualTo("1 ready");
  }

  @Test
  void toldFromBelowTheCausesStandAboveAndTheirTroublesDoNotCount() {
    Link pod = leaf(UNPLACED);
    ObjectNode answer =
        Explanation.of(UNPLACED, pod, new Link(DEPLOYMENT, List.of(pod), 0), List.of());
    assertThat(answer.at("/chain/object/kind").asString()).isEqualTo("Deployment");
    assertThat(texts(answer.path("waitsFor"), "reason")).containsExactly("Unschedulable");
  }

  @Test
  void decisionsComeNewestFirstFromEitherFormOfEvent() {
    List<ObjectNode> events =
        List.of(
            yaml(
                """
                involvedObject: {kind: Pod, name: web-a}
                source: {component: default-scheduler}
                reason: FailedScheduling
                count: 3
                lastTimestamp: "2026-11-01T10:00:00Z"
                """),
            yaml(
                """
                involvedObject: {kind: Pod, name: web-a}
                reportingComponent: kubelet
                reason: Pulled
                eventTime: "2026-11-01T10:00:01.000000Z"
                """));
    ObjectNode answer = Explanation.of(UNPLACED, leaf(UNPLACED), leaf(UNPLACED), events);
    assertThat(texts(answer.path("decisions"), "reason"))
        .containsExactly("Pulled", "FailedScheduling");
    assertThat(texts(answer.path("decisions"), "by"))
        .containsExactly("kubelet", "default-scheduler");
    assertThat(answer.at("/decisions/1/count").asInt()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "Deployment, '{spec: {replicas: 1}, status: {replicas: 1, updatedReplicas: 1,"
        + " readyReplicas: 1, availableReplicas: 1}}'",
    "Deployment, '{spec: {replicas: 0}}'",
    "DaemonSet, '{status: {desiredNumberScheduled: 0}}'",
    "Job, '{spec: {completions: 2}, status: {succeeded: 2}}'",
    "Job, '{spec: {parallelism: 2}}'",
    "Pod, '{spec: {nodeName: n, containers: [{}]}, status: {phase: Succeeded}}'",
    "PersistentVolumeClaim, '{status: {phase: Bound}}'",
    "PodDisruptionBudget, '{status: {desiredHealthy: 1, currentHealthy: 3}}'",
    "Node, '{status: {conditions: [{type: Ready, status: \"True\"}]}}'",
    "ConfigMap, '{data: {a: b}}'"
  })
  void whatIsAsWantedHasNoGap(String kind, String fields) {
    assertThat(Gaps.of(yaml(fields).put("kind", kind))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Deployment, '{}', status.replicas",
    "StatefulSet, '{spec: {replicas: 0}, status: {updateRevision: b, currentRevision: a}}',"
        + " status.currentRevision",
    "DaemonSet, '{status: {desiredNumberScheduled: 2, currentNumberScheduled: 2,"
        + " updatedNumberScheduled: 1, numberReady: 2, numberAvailable: 2}}',"
        + " status.updatedNumberScheduled",
    "Job, '{spec: {completions: 2}, status: {succeeded: 1}}', status.succeeded",
    "PersistentVolumeClaim, '{status: {phase: Pending}}', status.phase",
    "PodDisruptionBudget, '{status: {desiredHealthy: 2, currentHealthy: 1}}',"
        + " status.currentHealthy",
    "Node, '{}', status.conditions[Ready]",
    "Lease, '{metadata: {deletionTimestamp: x}}', metadata.deletionTimestamp",
    "Service, '{metadata: {generation: 2}, status: {observedGeneration: 1}}',"
        + " status.observedGeneration"
  })
  void whatFallsShortHasAGap(String kind, String fields, String field) {
    assertThat(Gaps.of(yaml(fields).put("kind", kind))).extracting(Gap::field).contains(field);
  }

  @Test
  void whatIsBeingDeletedWaitsForThoseWhoseFinalizersItHas() {
    ObjectNode claim =
        yaml(
            """
            kind: PersistentVolumeClaim
            metadata:
              deletionTimestamp: "2026-11-01T10:00:00Z"
              finalizers: [kubernetes.io/pvc-protection, example.org/mine]
            """);
    assertThat(Waits.of(claim))
        .extracting(Wait::responsible)
        .containsExactly("persistentvolumeclaim-protection-controller", "");
  }

  @Test
  void whatTheUserHoldsBackIsSaid() {
    assertThat(
            Stream.of("{spec: {paused: true}}", "{spec: {suspend: true}}")
                .flatMap(each -> Waits.of(yaml(each)).stream()))
        .extracting(Wait::reason)
        .containsExactly("Paused", "Suspended");
    assertThat(Waits.of(yaml("{spec: {schedulingGates: [{name: wait-for-me}]}}")))
        .extracting(Wait::message)
        .containsExactly("scheduling gate wait-for-me");
  }

  private static Link leaf(ObjectNode object) {
    return new Link(object, List.of(), 0);
  }

  private static List<String> texts(JsonNode list, String field) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(each -> each.path(field).asString(""))
        .toList();
  }

  private static ObjectNode yaml(String text) {
    return (ObjectNode) YamlTree.read(text.getBytes(StandardCharsets.UTF_8)).root();
  }
}
