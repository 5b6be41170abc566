package dev.setpoint.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Every kind of workload keeps its promises with real containers. */
@Acceptance
class WorkloadsIT {

  private static final Duration SOON = Duration.ofSeconds(60);

  /** Ends as told, at once. */
  private static final String SLEEPER =
      "{name: c, image: 'busybox:latest', imagePullPolicy: IfNotPresent,"
          + " command: [sh, -c, 'trap exit TERM; %s while :; do sleep 0.1; done']}";

  private static String sleeper(String first) {
    return SLEEPER.formatted(first);
  }

  private static String startTime(Workspace workspace, String pod) {
    return workspace
        .json("get", "pod", pod)
        .at("/status/containerStatuses/0/state/running/startedAt")
        .asString("");
  }

  @Test
  void aStatefulSetStartsInOrderKeepsItsVolumesAndRollsBackwards(
      Workspace workspace, @TempDir Path disks) throws Exception {
    String volumes = "";
    for (int i = 0; i < 2; i++) {
      Path disk = Files.createDirectory(disks.resolve("d" + i));
      Files.setPosixFilePermissions(disk, PosixFilePermissions.fromString("rwxrwxrwx"));
      volumes +=
          """
          ---
          apiVersion: v1
          kind: PersistentVolume
          metadata: {name: %s-%d, labels: {test: %s}}
          spec:
            capacity: {storage: 1Mi}
            accessModes: [ReadWriteOnce]
            persistentVolumeReclaimPolicy: Retain
            storageClassName: %s
            hostPath: {path: %s}
          """
              .formatted(workspace.name(), i, workspace.name(), workspace.name(), disk);
    }
    workspace.apply(
        volumes
            + """
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: db}
            spec: {clusterIP: None, selector: {app: db}, ports: [{port: 80}]}
            ---
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: db}
            spec:
              serviceName: db
              replicas: 2
              selector: {matchLabels: {app: db}}
              template:
                metadata: {labels: {app: db}}
                spec:
                  terminationGracePeriodSeconds: 2
                  containers:
                  - name: c
                    image: busybox:latest
                    imagePullPolicy: IfNotPresent
                    command: [sh, -c, "trap exit TERM; echo $HOSTNAME >> /data/log; while :; do sleep 0.1; done"]
                    volumeMounts: [{name: data, mountPath: /data}]
              volumeClaimTemplates:
              - metadata: {name: data}
                spec:
                  storageClassName: %s
                  accessModes: [ReadWriteOnce]
                  resources: {requests: {storage: 1Mi}}
            """
                .formatted(workspace.name()));
    try {
      workspace.kubectl("rollout", "status", "statefulset/db", "--timeout=60s").ok();
      assertThat(startTime(workspace, "db-0")).isLessThanOrEqualTo(startTime(workspace, "db-1"));
      List<PodView> before = workspace.pods("app=db");
      assertThat(before).extracting(PodView::name).containsExactlyInAnyOrder("db-0", "db-1");
      assertThat(logs(workspace)).isEqualTo("db-0\n");

      workspace
          .kubectl(
              "patch",
              "statefulset",
              "db",
              "-p",
              "{\"spec\":{\"template\":{\"metadata\":{\"annotations\":{\"v\":\"2\"}}}}}")
          .ok();
      workspace.kubectl("rollout", "status", "statefulset/db", "--timeout=60s").ok();
      assertThat(startTime(workspace, "db-1")).isLessThanOrEqualTo(startTime(workspace, "db-0"));
      assertThat(workspace.pods("app=db"))
          .extracting(PodView::uid)
          .doesNotContainAnyElementsOf(before.stream().map(PodView::uid).toList());
      assertThat(logs(workspace)).isEqualTo("db-0\ndb-0\n");
    } finally {
      workspace.kubectl("delete", "statefulsets,pvc", "--all", "--timeout=60s");
      workspace.kubectl("delete", "pv", "-l", "test=" + workspace.name(), "--timeout=60s").ok();
    }
  }

  private static String logs(Workspace workspace) {
    return workspace.kubectl("exec", "db-0", "--", "cat", "/data/log").ok().out();
  }

  @Test
  void aDaemonSetHasAPodOnTheNodeAndRolls(Workspace workspace) throws Exception {
    workspace.apply(
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: agent}
        spec:
          selector: {matchLabels: {app: agent}}
          template:
            metadata: {labels: {app: agent}}
            spec: {terminationGracePeriodSeconds: 2, containers: [%s]}
        """
            .formatted(sleeper("")));
    workspace.kubectl("rollout", "status", "daemonset/agent", "--timeout=60s").ok();
    PodView first = workspace.pods("app=agent").getFirst();
    workspace.kubectl("set", "env", "daemonset/agent", "V=2").ok();
    workspace.kubectl("rollout", "status", "daemonset/agent", "--timeout=60s").ok();
    assertThat(workspace.pods("app=agent"))
        .hasSize(1)
        .noneMatch(pod -> pod.uid().equals(first.uid()));
    assertThat(workspace.kubectl("rollout", "history", "daemonset/agent").ok().out())
        .contains("1 ")
        .contains("2 ");
  }

  @Test
  void aJobRunsEachIndexAndOneThatKeepsFailingGivesUp(Workspace workspace) throws Exception {
    workspace.apply(
        """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: parts}
        spec:
          completions: 3
          parallelism: 2
          completionMode: Indexed
          template:
            spec:
              restartPolicy: Never
              containers:
              - name: c
                image: busybox:latest
                imagePullPolicy: IfNotPresent
                command: [sh, -c, "echo part $JOB_COMPLETION_INDEX on $HOSTNAME"]
        ---
        apiVersion: batch/v1
        kind: Job
        metadata: {name: fails}
        spec:
          backoffLimit: 1
          template:
            spec:
              restartPolicy: Never
              containers:
              - {name: c, image: 'busybox:latest', imagePullPolicy: IfNotPresent, command: ['false']}
        """);
    workspace.kubectl("wait", "job/parts", "--for=condition=Complete", "--timeout=60s").ok();
    JsonNode parts = workspace.json("get", "job", "parts").path("status");
    assertThat(parts.path("succeeded").asInt()).isEqualTo(3);
    assertThat(parts.path("completedIndexes").asString()).isEqualTo("0-2");
    assertThat(
            workspace
                .kubectl("logs", "--selector=job-name=parts", "--tail=-1")
                .ok()
                .out()
                .lines()
                .sorted()
                .toList())
        .containsExactly("part 0 on parts-0", "part 1 on parts-1", "part 2 on parts-2");
    workspace.kubectl("wait", "job/fails", "--for=condition=Failed", "--timeout=60s").ok();
    JsonNode fails = workspace.json("get", "job", "fails").path("status");
    assertThat(fails.path("failed").asInt()).isEqualTo(2);
    assertThat(fails.path("conditions"))
        .extracting(condition -> condition.path("reason").asString())
        .contains("BackoffLimitExceeded");
    assertThat(workspace.json("get", "pods", "--selector=job-name=parts").path("items"))
        .as("no Pod waits for being counted")
        .noneMatch(pod -> pod.path("metadata").has("finalizers"));
  }

  @Test
  void aCronJobsJobCanBeRunAtOnce(Workspace workspace) {
    workspace
        .kubectl(
            "create",
            "cronjob",
            "nightly",
            "--schedule=0 3 1 1 *",
            "--image=busybox:latest",
            "--",
            "echo",
            "done")
        .ok();
    workspace
        .kubectl(
            "patch",
            "cronjob",
            "nightly",
            "--type=json",
            "-p",
            "[{\"op\":\"add\",\"path\":\"/spec/jobTemplate/spec/template/spec/containers/0/imagePullPolicy\","
                + "\"value\":\"IfNotPresent\"}]")
        .ok();
    workspace.kubectl("create", "job", "now", "--from=cronjob/nightly").ok();
    workspace.kubectl("wait", "job/now", "--for=condition=Complete", "--timeout=60s").ok();
    assertThat(workspace.kubectl("logs", "job/now").ok().out()).isEqualTo("done\n");
    assertThat(
            workspace.json("get", "job", "now").at("/metadata/ownerReferences/0/kind").asString())
        .isEqualTo("CronJob");
  }

  @Test
  void aDrainWaitsForWhatABudgetProtects(Workspace workspace, Cluster cluster) throws Exception {
    workspace.apply(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: guarded}
        spec:
          replicas: 2
          selector: {matchLabels: {app: guarded}}
          template:
            metadata: {labels: {app: guarded}}
            spec: {terminationGracePeriodSeconds: 2, containers: [%s]}
        ---
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata: {name: guarded}
        spec: {minAvailable: 1, selector: {matchLabels: {app: guarded}}}
        """
            .formatted(sleeper("")));
    workspace.rolledOut("guarded");
    Await.untilAsserted(
        SOON,
        () ->
            assertThat(
                    workspace
                        .json("get", "pdb", "guarded")
                        .at("/status/disruptionsAllowed")
                        .asInt())
                .isEqualTo(1));
    String node = workspace.json("get", "pods").at("/items/0/spec/nodeName").asString();
    List<String> before = workspace.pods("app=guarded").stream().map(PodView::uid).toList();
    try {
      Shell.Result drained =
          cluster.kubectl(
              "drain", node, "--pod-selector=app=guarded", "--timeout=12s", "--ignore-daemonsets");
      assertThat(drained.exit()).as("%s", drained).isNotZero();
      assertThat(drained.err())
          .contains("Cannot evict pod as it would violate the pod's disruption budget.");
      // The node takes no Pod in the place of the one that went.
      assertThat(workspace.pods("app=guarded"))
          .filteredOn(PodView::ready)
          .singleElement()
          .matches(pod -> before.contains(pod.uid()));
    } finally {
      cluster.kubectl("uncordon", node).ok();
    }
    workspace.rolledOut("guarded");
    Await.untilAsserted(
        SOON,
        () ->
            assertThat(workspace.json("get", "pdb", "guarded").at("/status/currentHealthy").asInt())
                .isEqualTo(2));
  }
}
