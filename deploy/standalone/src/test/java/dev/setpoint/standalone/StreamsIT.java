package dev.setpoint.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.testing.Await;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** exec, attach, cp, run, debug, port-forward and proxy, by an old kubectl and by a new one. */
@Acceptance
class StreamsIT {

  static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web, labels: {app: web}}
      spec:
        terminationGracePeriodSeconds: 1
        containers:
        - name: web
          image: setpoint/examples/busybox:1
          command: [sh, -c, "ln -s /bin/busybox /bin/tar && mkdir -p /www && echo hello >/www/index.html &&
            busybox httpd -p 127.0.0.1:8081 -h /www && exec busybox httpd -f -p 8080 -h /www"]
          ports: [{name: http, containerPort: 8080}]
          readinessProbe: {tcpSocket: {port: 8080}, periodSeconds: 1}
        - name: echo
          image: setpoint/examples/busybox:1
          command: [sh, -c, "while read line; do echo got $line; done; sleep 1000"]
          stdin: true
      """;

  @TempDir Path dir;

  static List<Path> kubectls() {
    return Kubectls.ofMinor(27, 33);
  }

  /** What a shell makes of a line in which $K is kubectl. */
  private Shell.Result sh(Cluster cluster, Workspace workspace, Path kubectl, String line) {
    return cluster.shell(
        "K='" + kubectl + " --namespace=" + workspace.name() + "'; cd " + dir + "; " + line);
  }

  @ParameterizedTest
  @MethodSource("kubectls")
  void commandsInContainers(Path kubectl, Cluster cluster, Workspace workspace) throws Exception {
    workspace.apply(POD);
    workspace.awaitReady("web");

    Shell.Result exit =
        sh(
            cluster,
            workspace,
            kubectl,
            "$K exec web -c web -- sh -c 'echo out; echo err >&2; exit 3'");
    assertThat(exit.exit()).isEqualTo(3);
    assertThat(exit.out()).isEqualTo("out\n");
    assertThat(exit.err()).contains("err\n").contains("command terminated with exit code 3");

    assertThat(sh(cluster, workspace, kubectl, "$K exec web -- true").ok().err())
        .contains("Defaulted container \"web\" out of: web, echo");
    Shell.Result missing = sh(cluster, workspace, kubectl, "$K exec web -c web -- nosuch");
    assertThat(missing.exit()).isEqualTo(1);
    assertThat(missing.err())
        .contains("Internal error occurred: error executing command in container: ")
        .contains("exec: \"nosuch\": executable file not found in $PATH");
    assertThat(sh(cluster, workspace, kubectl, "$K exec web -c other -- true").err())
        .contains("container other is not valid for pod web");

    // Input ends, and so does what reads it; nothing of much data is lost on the way.
    byte[] much = new byte[5_000_000];
    new Random(1).nextBytes(much);
    Files.write(dir.resolve("much"), much);
    sh(cluster, workspace, kubectl, "$K exec -i web -c web -- cat <much >back").ok();
    assertThat(dir.resolve("back")).hasBinaryContent(much);
    sh(cluster, workspace, kubectl, "$K cp much web:/copy -c web && $K cp web:/copy copy -c web")
        .ok();
    assertThat(dir.resolve("copy")).hasBinaryContent(much);

    Shell.Result terminal =
        sh(
            cluster,
            workspace,
            kubectl,
            "script -qec \"stty cols 101 rows 33; $K exec -it web -c web -- sh -c 'until stty size"
                + " | grep 101; do sleep 0.1; done; tty; exit 5'\" /dev/null");
    assertThat(terminal.exit()).isEqualTo(5);
    assertThat(terminal.out()).contains("33 101").contains("/dev/pts/0");
  }

  @ParameterizedTest
  @MethodSource("kubectls")
  void attachedToContainers(Path kubectl, Cluster cluster, Workspace workspace) throws Exception {
    workspace.apply(POD);
    workspace.awaitReady("web");
    Shell.Result attached =
        sh(
            cluster,
            workspace,
            kubectl,
            // Attached until the answer is there; the container would go on for ever.
            "f=$(mktemp); (echo one; until grep -q 'got one' $f; do sleep 0.1; done)"
                + " | timeout 20 $K attach -i web -c echo > $f & "
                + "until grep -q 'got one' $f || ! kill -0 $!; do sleep 0.1; done;"
                + " kill $!; cat $f; rm $f");
    assertThat(attached.out()).contains("got one");

    String image = " --image=setpoint/examples/busybox:1 ";
    Shell.Result once =
        sh(
            cluster,
            workspace,
            kubectl,
            "echo text | $K run once --rm -i --restart=Never" + image + "-- sh -c 'cat; exit 4'");
    assertThat(once.out()).contains("text").contains("pod \"once\" deleted");
    assertThat(once.exit()).isEqualTo(4);

    Shell.Result debug =
        sh(
            cluster,
            workspace,
            kubectl,
            "echo 'ps; exit' | $K debug -i web --target=web -c look" + image + "-- sh");
    assertThat(debug.ok().out()).contains("httpd");
  }

  @ParameterizedTest
  @MethodSource("kubectls")
  void forwardedPorts(Path kubectl, Cluster cluster, Workspace workspace) throws Exception {
    workspace.apply(POD);
    workspace.apply(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}
        """);
    workspace.awaitReady("web");
    try (Forward local = new Forward(cluster, workspace, kubectl, "pod/web", ":8081", dir)) {
      List<Callable<String>> requests =
          Collections.nCopies(
              50, () -> Http.get(URI.create("http://127.0.0.1:" + local.port() + "/")).body());
      try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
        for (Future<String> answer : clients.invokeAll(requests)) {
          assertThat(answer.get()).isEqualTo("hello\n");
        }
      }
    }
    try (Forward service = new Forward(cluster, workspace, kubectl, "service/web", ":80", dir)) {
      assertThat(Http.get(URI.create("http://127.0.0.1:" + service.port() + "/")).body())
          .isEqualTo("hello\n");
    }
  }

  @Test
  void proxiedToPodsAndNodes(Cluster cluster, Workspace workspace) throws Exception {
    workspace.apply(POD);
    workspace.awaitReady("web");
    String pods = "/api/v1/namespaces/" + workspace.name() + "/pods/";
    assertThat(cluster.kubectl("get", "--raw", pods + "web/proxy/").ok().out())
        .isEqualTo("hello\n");
    assertThat(cluster.kubectl("get", "--raw", pods + "http:web:8080/proxy/index.html").ok().out())
        .isEqualTo("hello\n");
    assertThat(cluster.kubectl("get", "--raw", pods + "web:9/proxy/").err())
        .contains("error trying to reach service: dial tcp")
        .contains("connection refused");
    String node = cluster.json("get", "nodes").at("/items/0/metadata/name").asString();
    String agent = "/api/v1/nodes/" + node + "/proxy/";
    assertThat(cluster.kubectl("get", "--raw", agent + "healthz").ok().out()).isEqualTo("ok");
    assertThat(cluster.kubectl("get", "--raw", agent + "pods").ok().out())
        .contains("\"kind\":\"PodList\"")
        .contains("\"name\":\"web\"");
  }

  /** A kubectl that forwards a port until it is closed. */
  private static final class Forward implements AutoCloseable {

    private static final Pattern LINE = Pattern.compile("Forwarding from 127\\.0\\.0\\.1:(\\d+)");

    private final Process process;
    private final Path output;

    Forward(
        Cluster cluster, Workspace workspace, Path kubectl, String target, String port, Path dir)
        throws IOException {
      output = Files.createTempFile(dir, "forward", ".out");
      process =
          new ProcessBuilder(
                  kubectl.toString(),
                  "--kubeconfig=" + cluster.kubeconfig(),
                  "--namespace=" + workspace.name(),
                  "port-forward",
                  target,
                  port)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
    }

    int port() {
      return Await.until(
          Duration.ofSeconds(20),
          () -> {
            Matcher line = LINE.matcher(Files.readString(output));
            assertThat(line.find()).as(Files.readString(output)).isTrue();
            return Integer.parseInt(line.group(1));
          });
    }

    @Override
    public void close() {
      process.destroy();
    }
  }
}
