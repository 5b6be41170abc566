package dev.setpoint.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.testing.Await;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Close cooperation: what the containers of a Pod share, and what stays apart. */
@Acceptance
class SharedNamespacesIT {

  private static final Duration SOON = Duration.ofSeconds(20);

  @Test
  void aSidecarReconfiguresNginxWithoutARestart(Workspace workspace) throws Exception {
    workspace.apply(Cluster.example("nginx-config.yaml"));
    workspace.rolledOut("nginx-config");
    PodView pod = workspace.pods("app=nginx-config").getFirst();
    assertThat(Http.get(pod.ip(), "/").body()).isEqualTo("first answer\n");
    String nginxStarted = Engine.startedAt(pod.container("nginx").id());

    workspace
        .kubectl(
            "patch",
            "configmap",
            "nginx-config",
            "--type=merge",
            "--patch",
            """
            {"data": {"default.conf":
              "server { listen 80 default_server; location / { return 200 'second answer'; } }"}}
            """)
        .ok();

    Await.untilAsserted(
        Duration.ofSeconds(90),
        () -> assertThat(Http.get(pod.ip(), "/").body()).isEqualTo("second answer"));
    PodView after = workspace.pod(pod.name());
    assertThat(after.containers().values()).allMatch(container -> container.restarts() == 0);
    assertThat(after.container("nginx").id()).isEqualTo(pod.container("nginx").id());
    assertThat(Engine.startedAt(pod.container("nginx").id())).isEqualTo(nginxStarted);
  }

  @Test
  void aPodWithASharedProcessNamespace(Workspace workspace) throws Exception {
    workspace.apply(twoContainers("shared", true));
    PodView pod = workspace.awaitReady("shared");
    String one = pod.container("one").id();
    String two = pod.container("two").id();
    String infra = Engine.infraOf(one);

    shares(one, two, infra, "net", "ipc", "pid");
    assertThat(Engine.namespace(one, "mnt")).isNotEqualTo(Engine.namespace(two, "mnt"));
    sameHostName(one, two, "shared");
    assertThat(Engine.status(Engine.pid(infra), "NSpid"))
        .as("the infra container is PID 1")
        .endsWith("\t1");

    // The shell ends at once, so its child is an orphan and goes to PID 1, which must reap it.
    Engine.exec(one, "sh", "-c", "sleep 4.25 >/dev/null 2>&1 &").ok();
    String pidNamespace = Engine.namespace(infra, "pid");
    long orphan =
        Await.until(
            SOON,
            () ->
                Engine.processesIn(pidNamespace).stream()
                    .filter(pid -> commandLine(pid).equals("sleep 4.25"))
                    .findFirst()
                    .orElseThrow());
    assertThat(Engine.status(orphan, "PPid")).isEqualTo(String.valueOf(Engine.pid(infra)));
    Await.until(
        SOON, "the orphan is reaped", () -> !Engine.processesIn(pidNamespace).contains(orphan));
  }

  @Test
  void aPodWithProcessNamespacesApart(Workspace workspace) throws Exception {
    workspace.apply(twoContainers("apart", false));
    PodView pod = workspace.awaitReady("apart");
    String one = pod.container("one").id();
    String two = pod.container("two").id();
    String infra = Engine.infraOf(one);

    shares(one, two, infra, "net", "ipc");
    assertThat(Engine.namespace(one, "mnt")).isNotEqualTo(Engine.namespace(two, "mnt"));
    assertThat(Engine.namespace(one, "pid"))
        .isNotEqualTo(Engine.namespace(two, "pid"))
        .isNotEqualTo(Engine.namespace(infra, "pid"));
    sameHostName(one, two, "apart");
  }

  private static void shares(String one, String two, String infra, String... kinds)
      throws IOException {
    for (String kind : kinds) {
      assertThat(Engine.namespace(one, kind))
          .as(kind)
          .isEqualTo(Engine.namespace(two, kind))
          .isEqualTo(Engine.namespace(infra, kind))
          .isNotEqualTo(Engine.namespaceOf(ProcessHandle.current().pid(), kind));
    }
  }

  private static void sameHostName(String one, String two, String name) {
    assertThat(Engine.exec(one, "hostname").ok().text()).isEqualTo(name);
    assertThat(Engine.exec(two, "hostname").ok().text()).isEqualTo(name);
  }

  private static String commandLine(long pid) {
    try {
      byte[] line =
          java.nio.file.Files.readAllBytes(java.nio.file.Path.of("/proc/" + pid + "/cmdline"));
      return new String(line, java.nio.charset.StandardCharsets.UTF_8).replace('\0', ' ').strip();
    } catch (IOException e) {
      return ""; // it has ended
    }
  }

  private static String twoContainers(String name, boolean shareProcessNamespace) {
    return """
    apiVersion: v1
    kind: Pod
    metadata: {name: %s}
    spec:
      shareProcessNamespace: %s
      terminationGracePeriodSeconds: 1
      containers:
        - name: one
          image: setpoint/examples/busybox:1
          command: [sleep, "100000"]
        - name: two
          image: setpoint/examples/busybox:1
          command: [sleep, "100000"]
    """
        .formatted(name, shareProcessNamespace);
  }
}
