package dev.setpoint.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.setpoint.agent.pod.Labels;
import dev.setpoint.agent.runtime.ContainerState;
import dev.setpoint.agent.runtime.ContainerSummary;
import dev.setpoint.agent.runtime.docker.DockerRuntime;
import dev.setpoint.agent.runtime.docker.EngineProperties;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.testing.Await;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Pods on the real engine, with an API in memory. */
class PodsOnDockerIT {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final URI ENGINE = URI.create("unix:///var/run/docker.sock");

  @TempDir Path stateDir;
  private DockerRuntime runtime;
  private FakeCluster cluster;
  private TestNode node;
  private String name;

  @BeforeEach
  void start() throws Exception {
    runtime =
        new DockerRuntime(
            new EngineProperties(ENGINE, Duration.ofSeconds(60), Duration.ofMinutes(2), "10m", 5),
            new SimpleMeterRegistry());
    name = "agent-it-" + UUID.randomUUID().toString().substring(0, 8);
    cluster = new FakeCluster(UUID.randomUUID().toString());
    node = new TestNode(cluster, runtime, stateDir, name, "busybox:latest");
  }

  @AfterEach
  void cleanUp() throws Exception {
    node.close();
    for (ContainerSummary container : runtime.list(ours())) {
      runtime.remove(container.id());
    }
    try (DockerClient docker =
        DockerClientImpl.getInstance(
            DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(ENGINE.toString())
                .build(),
            new ZerodepDockerHttpClient.Builder().dockerHost(ENGINE).build())) {
      docker
          .listNetworksCmd()
          .withFilter("label", List.of(Labels.NODE + "=" + name))
          .exec()
          .forEach(n -> docker.removeNetworkCmd(n.getId()).exec());
    }
    new dev.setpoint.agent.volume.VolumesCleanup(stateDir).run();
    runtime.close();
  }

  private Map<String, String> ours() {
    return Map.of(Labels.NODE, name, Labels.CLUSTER, cluster.clusterUid());
  }

  private Pod create(String json) {
    return cluster.create(KubeJson.readTyped(json.getBytes(StandardCharsets.UTF_8), Pod.class));
  }

  private Pod get(String pod) {
    return cluster.get(pod);
  }

  private void awaitPhase(String pod, String phase) {
    Await.untilAsserted(SOON, () -> assertThat(get(pod).getStatus().getPhase()).isEqualTo(phase));
  }

  private void awaitReady(String pod) {
    Await.untilAsserted(
        SOON, () -> assertThat(condition(pod, "Ready").getStatus()).isEqualTo("True"));
  }

  private PodCondition condition(String pod, String type) {
    return get(pod).getStatus().getConditions().stream()
        .filter(c -> c.getType().equals(type))
        .findFirst()
        .orElseThrow();
  }

  private ContainerStatus status(String pod, String container) {
    return java.util.stream.Stream.concat(
            get(pod).getStatus().getContainerStatuses().stream(),
            get(pod).getStatus().getInitContainerStatuses().stream())
        .filter(s -> s.getName().equals(container))
        .findFirst()
        .orElseThrow();
  }

  private ContainerState container(String pod, String container) {
    String id = status(pod, container).getContainerID().substring("docker://".length());
    return runtime.inspect(id);
  }

  private List<String> ids() {
    return runtime.list(ours()).stream()
        .filter(ContainerSummary::running)
        .map(ContainerSummary::id)
        .sorted()
        .toList();
  }

  private static String pod(String name, String spec) {
    return "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\""
        + name
        + "\"},\"spec\":"
        + spec.replace('\'', '"')
        + "}";
  }

  private static String container(String name, String script, String more) {
    return "{'name':'"
        + name
        + "','image':'busybox:latest','imagePullPolicy':'IfNotPresent','command':['sh','-c','"
        + script
        + "']"
        + (more.isEmpty() ? "" : "," + more)
        + "}";
  }

  private static Path namespace(ContainerState container, String kind) throws Exception {
    return Files.readSymbolicLink(Path.of("/proc/" + container.pid() + "/ns/" + kind));
  }

  @Test
  void podRunsWithSharedNamespacesAndGoesGracefully() throws Exception {
    create(
        pod(
            "shared",
            "{'terminationGracePeriodSeconds':5,'containers':["
                + container("one", "sleep 1000", "")
                + ","
                + container("two", "trap : TERM; sleep 1000 & wait", "")
                + "]}"));
    awaitReady("shared");
    ContainerState one = container("shared", "one");
    ContainerState two = container("shared", "two");
    assertThat(namespace(one, "net")).isEqualTo(namespace(two, "net"));
    assertThat(namespace(one, "ipc")).isEqualTo(namespace(two, "ipc"));
    assertThat(namespace(one, "pid")).isNotEqualTo(namespace(two, "pid"));
    assertThat(namespace(one, "mnt")).isNotEqualTo(namespace(two, "mnt"));
    assertThat(get("shared").getStatus().getPodIP()).startsWith("10.241.");
    assertThat(get("shared").getStatus().getPhase()).isEqualTo("Running");
    assertThat(runtime.exec(one.id(), List.of("hostname"), SOON).output()).isEqualTo("shared\n");
    assertThat(cluster.events())
        .extracting(FakeCluster.Told::reason)
        .contains("Pulled", "Created", "Started");

    cluster.delete("shared", 3);
    Await.untilAsserted(SOON, () -> assertThat(get("shared")).isNull());
    assertThat(runtime.list(ours())).isEmpty();
    assertThat(stateDir.resolve("pods").resolve(one.label(Labels.POD_UID))).doesNotExist();
    assertThat(cluster.events())
        .extracting(FakeCluster.Told::message)
        .contains("Stopping container one", "Stopping container two");
  }

  @Test
  void sharedProcessNamespaceAndZombies() throws Exception {
    create(
        pod(
            "pids",
            "{'shareProcessNamespace':true,'containers':["
                + container("one", "sleep 1000", "")
                + ","
                + container("two", "sleep 1001", "")
                + "]}"));
    awaitReady("pids");
    assertThat(namespace(container("pids", "one"), "pid"))
        .isEqualTo(namespace(container("pids", "two"), "pid"));
  }

  @Test
  void crashedContainerComesBackWithBackOffAndPreviousLogs() throws Exception {
    create(
        pod(
            "crash",
            "{'containers':["
                + container("bad", "echo run $(cat /proc/uptime); exit 3", "")
                + ","
                + container("good", "sleep 1000", "")
                + "]}"));
    Await.untilAsserted(
        SOON,
        () -> {
          ContainerStatus bad = status("crash", "bad");
          assertThat(bad.getState().getWaiting()).isNotNull();
          assertThat(bad.getState().getWaiting().getReason()).isEqualTo("CrashLoopBackOff");
          assertThat(bad.getLastState().getTerminated().getExitCode()).isEqualTo(3);
          assertThat(bad.getLastState().getTerminated().getReason()).isEqualTo("Error");
          assertThat(bad.getRestartCount()).isEqualTo(1);
        });
    assertThat(status("crash", "bad").getState().getWaiting().getMessage())
        .startsWith("back-off 10s restarting failed container=bad pod=crash_default(");
    assertThat(status("crash", "good").getRestartCount()).isZero();
    assertThat(get("crash").getStatus().getPhase()).isEqualTo("Running");
    Await.untilAsserted(
        SOON, () -> assertThat(status("crash", "bad").getRestartCount()).isEqualTo(2));
    Await.untilAsserted(
        SOON,
        () ->
            assertThat(node.text("/containerLogs/default/crash/bad?previous=true"))
                .startsWith("run "));
    assertThat(runtime.list(ours())).hasSizeLessThanOrEqualTo(4);
  }

  @Test
  void restartedAgentAdoptsEverything() throws Exception {
    create(
        pod(
            "adopt",
            "{'containers':["
                + container(
                    "web",
                    "sleep 1000",
                    "'readinessProbe':{'exec':{'command':['true']},'periodSeconds':1}")
                + "]}"));
    create(
        pod(
            "gone",
            "{'terminationGracePeriodSeconds':1,'containers':["
                + container("x", "sleep 1000", "")
                + "]}"));
    awaitReady("adopt");
    awaitReady("gone");
    String id = status("adopt", "web").getContainerID();
    String since = condition("adopt", "Ready").getLastTransitionTime();
    node.stop();
    cluster.drop("gone");
    node.start();
    Await.untilAsserted(SOON, () -> assertThat(ids()).hasSize(2));
    assertThat(status("adopt", "web").getContainerID()).isEqualTo(id);
    assertThat(status("adopt", "web").getRestartCount()).isZero();
    assertThat(status("adopt", "web").getReady()).isTrue();
    assertThat(condition("adopt", "Ready").getLastTransitionTime()).isEqualTo(since);
    // What is adopted is looked after.
    runtime.kill(id.substring("docker://".length()), "KILL");
    Await.untilAsserted(
        SOON,
        () -> {
          assertThat(status("adopt", "web").getRestartCount()).isEqualTo(1);
          assertThat(status("adopt", "web").getReady()).isTrue();
        });
  }

  @Test
  void volumesAndEnvironment() throws Exception {
    cluster.put(
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName("conf")
            .endMetadata()
            .addToData("a.txt", "one")
            .addToData("key", "from-map")
            .build());
    cluster.put(
        new SecretBuilder()
            .withNewMetadata()
            .withName("pass")
            .endMetadata()
            .addToData(
                "word",
                Base64.getEncoder().encodeToString("xyzzy".getBytes(StandardCharsets.UTF_8)))
            .build());
    create(
        pod(
            "vols",
            "{'volumes':[{'name':'conf','configMap':{'name':'conf'}},"
                + "{'name':'sec','secret':{'secretName':'pass','defaultMode':256}},"
                + "{'name':'mem','emptyDir':{'medium':'Memory','sizeLimit':'1Mi'}},"
                + "{'name':'disk','emptyDir':{}},"
                + "{'name':'down','downwardAPI':{'items':[{'path':'name','fieldRef':{'fieldPath':'metadata.name'}}]}}],"
                + "'containers':["
                + container(
                    "main",
                    "echo last-words > /dev/termination-log; sleep 1000",
                    "'env':[{'name':'K','valueFrom':{'configMapKeyRef':{'name':'conf','key':'key'}}},"
                        + "{'name':'W','valueFrom':{'secretKeyRef':{'name':'pass','key':'word'}}},"
                        + "{'name':'P','valueFrom':{'fieldRef':{'fieldPath':'status.podIP'}}},"
                        + "{'name':'X','value':'$(K)-$(NOPE)-$$(K)'}],"
                        + "'volumeMounts':[{'name':'conf','mountPath':'/conf'},"
                        + "{'name':'sec','mountPath':'/sec'},{'name':'mem','mountPath':'/mem'},"
                        + "{'name':'disk','mountPath':'/disk'},{'name':'down','mountPath':'/down'},"
                        + "{'name':'disk','mountPath':'/sub','subPath':'a/b'}]")
                + ","
                + container(
                    "side", "sleep 1000", "'volumeMounts':[{'name':'mem','mountPath':'/mem'}]")
                + "]}"));
    awaitReady("vols");
    String main = container("vols", "main").id();
    String side = container("vols", "side").id();
    assertThat(sh(main, "echo $K $W $P $X"))
        .isEqualTo(
            "from-map xyzzy " + get("vols").getStatus().getPodIP() + " from-map-$(NOPE)-$(K)\n");
    assertThat(sh(main, "cat /conf/a.txt /sec/word /down/name")).isEqualTo("onexyzzyvols");
    assertThat(sh(main, "stat -c %a -L /sec/word; grep -c ' /sec tmpfs' /proc/mounts"))
        .isEqualTo("400\n1\n");
    assertThat(sh(main, "echo hi > /mem/f; grep ' /mem ' /proc/mounts | cut -d' ' -f3"))
        .isEqualTo("tmpfs\n");
    assertThat(sh(side, "cat /mem/f")).isEqualTo("hi\n");
    assertThat(sh(main, "dd if=/dev/zero of=/mem/big bs=1M count=3 2>&1 | grep -c 'No space'"))
        .isEqualTo("1\n");
    assertThat(sh(main, "echo deep > /sub/f; cat /disk/a/b/f")).isEqualTo("deep\n");
    assertThat(sh(main, "touch /conf/x 2>&1; true")).contains("Read-only");

    cluster.put(
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName("conf")
            .endMetadata()
            .addToData("a.txt", "two")
            .addToData("b.txt", "new")
            .build());
    Await.untilAsserted(
        SOON, () -> assertThat(sh(main, "cat /conf/a.txt /conf/b.txt")).isEqualTo("twonew"));
    assertThat(sh(main, "ls /conf")).isEqualTo("a.txt\nb.txt\n");
    cluster.delete("vols", 1);
    Await.untilAsserted(SOON, () -> assertThat(get("vols")).isNull());
    assertThat(Files.readString(Path.of("/proc/mounts"))).doesNotContain(stateDir.toString());
  }

  private String sh(String id, String script) {
    return runtime.exec(id, List.of("sh", "-c", script), SOON).output();
  }

  @Test
  void missingConfigMapIsSaidAndHealsItself() {
    create(
        pod(
            "needy",
            "{'containers':["
                + container("main", "sleep 1000", "'envFrom':[{'configMapRef':{'name':'later'}}]")
                + "]}"));
    Await.untilAsserted(
        SOON,
        () -> {
          var waiting = status("needy", "main").getState().getWaiting();
          assertThat(waiting.getReason()).isEqualTo("CreateContainerConfigError");
          assertThat(waiting.getMessage()).isEqualTo("configmap \"later\" not found");
        });
    cluster.put(new ConfigMapBuilder().withNewMetadata().withName("later").endMetadata().build());
    awaitReady("needy");
  }

  @Test
  void probesRestartAndGateReadiness() {
    create(
        pod(
            "probed",
            "{'terminationGracePeriodSeconds':1,'containers':["
                + container(
                    "main",
                    "touch /alive; sleep 1000",
                    "'startupProbe':{'exec':{'command':['test','-e','/alive']},'periodSeconds':1},"
                        + "'livenessProbe':{'exec':{'command':['test','-e','/alive']},'periodSeconds':1,'failureThreshold':1},"
                        + "'readinessProbe':{'exec':{'command':['test','-e','/ready']},'periodSeconds':1,'failureThreshold':1}")
                + "]}"));
    Await.untilAsserted(SOON, () -> assertThat(status("probed", "main").getStarted()).isTrue());
    assertThat(condition("probed", "Ready").getStatus()).isEqualTo("False");
    assertThat(condition("probed", "Ready").getMessage())
        .isEqualTo("containers with unready status: [main]");
    sh(container("probed", "main").id(), "touch /ready");
    awaitReady("probed");
    sh(container("probed", "main").id(), "rm /alive");
    Await.untilAsserted(
        SOON,
        () -> {
          assertThat(status("probed", "main").getRestartCount()).isEqualTo(1);
          assertThat(status("probed", "main").getStarted()).isTrue();
        });
    assertThat(cluster.events())
        .extracting(FakeCluster.Told::message)
        .contains("Container main failed liveness probe, will be restarted");
  }

  @Test
  void httpProbeAndPodAddress() {
    create(
        pod(
            "web",
            "{'containers':["
                + container(
                    "main",
                    "mkdir /www; echo ok > /www/index.html; exec httpd -f -p 8080 -h /www",
                    "'ports':[{'name':'http','containerPort':8080}],"
                        + "'readinessProbe':{'httpGet':{'path':'/index.html','port':'http'},'periodSeconds':1},"
                        + "'livenessProbe':{'tcpSocket':{'port':8080},'periodSeconds':1,'initialDelaySeconds':1}")
                + "]}"));
    awaitReady("web");
  }

  @Test
  void runToCompletionAndFailure() throws Exception {
    create(
        pod(
            "done",
            "{'restartPolicy':'Never','initContainers':["
                + container("init", "echo prepared", "")
                + "],'containers':["
                + container("main", "echo -n bye > /dev/termination-log", "")
                + "]}"));
    create(
        pod(
            "failed",
            "{'restartPolicy':'Never','containers':["
                + container(
                    "main",
                    "echo why it broke; exit 7",
                    "'terminationMessagePolicy':'FallbackToLogsOnError'")
                + "]}"));
    awaitPhase("done", "Succeeded");
    awaitPhase("failed", "Failed");
    var end = status("done", "main").getState().getTerminated();
    assertThat(end.getReason()).isEqualTo("Completed");
    assertThat(end.getMessage()).isEqualTo("bye");
    assertThat(status("done", "init").getReady()).isTrue();
    assertThat(condition("done", "Ready").getReason()).isEqualTo("PodCompleted");
    assertThat(status("failed", "main").getState().getTerminated().getMessage())
        .isEqualTo("why it broke\n");
    assertThat(node.text("/containerLogs/default/failed/main")).isEqualTo("why it broke\n");
    Await.untilAsserted(SOON, () -> assertThat(ids()).isEmpty());
  }

  @Test
  void memoryLimitKills() {
    create(
        pod(
            "oom",
            "{'restartPolicy':'Never','containers':["
                + container(
                    "main",
                    "head -c 64m /dev/zero | tail",
                    "'resources':{'limits':{'memory':'8Mi'}}")
                + "]}"));
    awaitPhase("oom", "Failed");
    assertThat(status("oom", "main").getState().getTerminated().getReason()).isEqualTo("OOMKilled");
  }

  @Test
  void useOfProcessorAndMemoryIsTold() throws Exception {
    create(
        pod(
            "busy",
            "{'terminationGracePeriodSeconds':0,'containers':["
                + container("spin", "while :; do :; done", "'resources':{'limits':{'cpu':'300m'}}")
                + ","
                + container("idle", "exec sleep 1000", "")
                + "]}"));
    awaitReady("busy");
    Await.untilAsserted(
        SOON,
        () -> {
          JsonNode summary = KubeJson.TREES.readTree(node.text("/stats/summary"));
          assertThat(summary.at("/node/cpu/usageNanoCores").asLong()).isPositive();
          assertThat(summary.at("/node/memory/workingSetBytes").asLong()).isPositive();
          JsonNode containers = summary.at("/pods/0/containers");
          assertThat(containers).hasSize(2);
          for (JsonNode each : containers) {
            long nanoCores = each.at("/cpu/usageNanoCores").asLong();
            if (each.path("name").asString().equals("spin")) {
              assertThat(nanoCores).isBetween(150_000_000L, 450_000_000L);
            } else {
              assertThat(nanoCores).isBetween(0L, 50_000_000L);
            }
            assertThat(each.at("/memory/workingSetBytes").asLong()).isPositive();
          }
        });
  }

  @Test
  void preStopRunsBeforeTermination() throws Exception {
    Path out = Files.createDirectory(stateDir.resolve("out"));
    create(
        pod(
            "hooked",
            "{'terminationGracePeriodSeconds':10,'volumes':[{'name':'out','hostPath':{'path':'"
                + out
                + "','type':'Directory'}}],'containers':["
                + container(
                    "main",
                    "trap \\\"echo term >> /out/log; exit 0\\\" TERM; while true; do sleep 0.2; done",
                    "'volumeMounts':[{'name':'out','mountPath':'/out'}],"
                        + "'lifecycle':{'postStart':{'exec':{'command':['sh','-c','echo started > /out/log']}},"
                        + "'preStop':{'exec':{'command':['sh','-c','sleep 1; echo stopping >> /out/log']}}}")
                + "]}"));
    awaitReady("hooked");
    cluster.delete("hooked", 10);
    Await.untilAsserted(SOON, () -> assertThat(get("hooked")).isNull());
    assertThat(Files.readString(out.resolve("log"))).isEqualTo("started\nstopping\nterm\n");
  }

  @Test
  void imagesThatCannotBeHad() {
    create(
        pod(
            "noimage",
            "{'containers':[{'name':'never','image':'nowhere.invalid/x:1','imagePullPolicy':'Never'},"
                + "{'name':'pull','image':'nowhere.invalid/x:1','imagePullPolicy':'IfNotPresent'},"
                + "{'name':'bad','image':'No Image','imagePullPolicy':'IfNotPresent'}]}"));
    Await.untilAsserted(
        SOON,
        () -> {
          assertThat(status("noimage", "never").getState().getWaiting().getReason())
              .isEqualTo("ErrImageNeverPull");
          assertThat(status("noimage", "pull").getState().getWaiting().getReason())
              .isEqualTo("ImagePullBackOff");
          assertThat(status("noimage", "bad").getState().getWaiting().getReason())
              .isEqualTo("InvalidImageName");
        });
    assertThat(get("noimage").getStatus().getPhase()).isEqualTo("Pending");
  }

  @Test
  void followedLogsStreamAndHangUpEndsThem() throws Exception {
    create(
        pod(
            "talker",
            "{'containers':["
                + container(
                    "main", "i=0; while true; do echo line $i; i=$((i+1)); sleep 0.1; done", "")
                + "]}"));
    awaitReady("talker");
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                node.get("/containerLogs/default/talker/main?follow=true").body(),
                StandardCharsets.UTF_8))) {
      for (int i = 0; i < 20; i++) {
        assertThat(lines.readLine()).isEqualTo("line " + i);
      }
    }
    assertThat(node.text("/containerLogs/default/talker/main?tailLines=2").lines()).hasSize(2);
    assertThat(node.text("/containerLogs/default/talker/main?limitBytes=6")).isEqualTo("line 0");
    assertThat(node.text("/containerLogs/default/talker/main?tailLines=1&timestamps=true"))
        .matches("\\d{4}-\\d\\d-\\d\\dT.*Z line \\d+\n");
    assertThat(node.text("/containerLogs/default/talker/main?previous=true"))
        .isEqualTo("previous terminated container \"main\" in pod \"talker\" not found");
    assertThat(node.get("someone-else", "/healthz").statusCode()).isEqualTo(403);
    assertThat(node.text("/healthz")).isEqualTo("ok");
  }

  @Test
  void deadSandboxIsReplaced() {
    create(
        pod(
            "sand",
            "{'terminationGracePeriodSeconds':1,'containers':["
                + container("main", "sleep 1000", "")
                + "]}"));
    awaitReady("sand");
    String sandbox =
        runtime.list(ours()).stream()
            .filter(c -> Labels.SANDBOX_ROLE.equals(c.labels().get(Labels.ROLE)))
            .findFirst()
            .orElseThrow()
            .id();
    runtime.kill(sandbox, "KILL");
    Await.untilAsserted(
        SOON,
        () -> {
          assertThat(status("sand", "main").getRestartCount()).isEqualTo(1);
          assertThat(condition("sand", "Ready").getStatus()).isEqualTo("True");
        });
  }
}
