package dev.setpoint.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ./setpoint says when something is wrong: one line, and an exit code that is not 0. */
@Acceptance
class CommandLineIT {

  @TempDir Path dir;

  @Test
  void aTakenPort() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = Math.min(taken.getLocalPort(), 65528);
      fails(1, "port " + taken.getLocalPort(), "up", "--no-build", "--port", String.valueOf(port));
    }
  }

  @Test
  void anEngineThatIsGone() {
    Shell.Result result =
        setpoint(
            Map.of("DOCKER_HOST", "unix:///nonexistent.sock"),
            "up",
            "--no-build",
            "--port",
            "28190");
    assertOneLine(result, 1, "no Docker Engine answers at DOCKER_HOST=unix:///nonexistent.sock");
  }

  @Test
  void aStateDirectoryThatIsAFile() throws Exception {
    Path file = Files.createFile(dir.resolve("file"));
    Shell.Result result =
        Shell.run(
            Duration.ofSeconds(30),
            Map.of("JAVA_HOME", System.getProperty("java.home")),
            List.of(
                Cluster.ROOT.resolve("setpoint").toString(),
                "up",
                "--no-build",
                "--port=28190",
                "--state-dir=" + file));
    assertOneLine(result, 1, "cannot write to " + file);
  }

  @Test
  void wordsItDoesNotKnow() {
    fails(2, "unknown command frobnicate", "frobnicate");
    fails(2, "unknown option --frobnicate", "up", "--frobnicate");
    fails(2, "unknown option --frobnicate", "down", "--frobnicate");
    fails(2, "unknown part etcd", "logs", "etcd");
    fails(2, "--port wants a number from 1 to 65528, not 'http'", "up", "--port", "http");
    fails(2, "--port wants a value", "up", "--port");
  }

  @Test
  void nothingToShowYet() {
    fails(1, "there is no kubeconfig in", "kubeconfig");
    fails(1, "no run has left a log in", "logs");
    Shell.Result status = setpoint(Map.of(), "status");
    assertThat(status.exit()).isEqualTo(1);
    assertThat(status.out()).contains("api").contains("not running");
    assertThat(setpoint(Map.of(), "down").ok().out()).contains("Setpoint is not up");
  }

  @Test
  void theCommandsOfARunningOne(Cluster cluster) {
    assertThat(cluster.setpoint("up", "--detach", "--no-build", "--port=" + cluster.port()).ok())
        .extracting(Shell.Result::out)
        .asString()
        .contains("already up")
        .contains("export KUBECONFIG=" + cluster.kubeconfig());
    assertThat(cluster.setpoint("kubeconfig").ok().text())
        .isEqualTo(cluster.kubeconfig().toString());
    List<String> status = cluster.setpoint("status").ok().out().lines().toList();
    assertThat(status)
        .extracting(line -> line.split(" ")[0])
        .containsExactly(
            "PART", "api", "scheduler", "controller", "agent", "postgres", "kafka", "engine");
    assertThat(status.subList(1, status.size())).allMatch(line -> line.contains(" ready "));
    assertThat(cluster.setpoint("logs", "api").ok().out()).contains(" api ");
  }

  private void fails(int exit, String line, String... arguments) {
    assertOneLine(setpoint(Map.of(), arguments), exit, line);
  }

  private static void assertOneLine(Shell.Result result, int exit, String line) {
    assertThat(result.exit()).as(result.toString()).isEqualTo(exit);
    assertThat(result.err().lines())
        .as(result.toString())
        .singleElement()
        .asString()
        .startsWith("setpoint: ")
        .contains(line);
  }

  private Shell.Result setpoint(Map<String, String> environment, String... arguments) {
    List<String> line = new ArrayList<>(List.of(Cluster.ROOT.resolve("setpoint").toString()));
    line.addAll(List.of(arguments));
    Map<String, String> all = new java.util.TreeMap<>(environment);
    all.put("JAVA_HOME", System.getProperty("java.home"));
    all.put("SETPOINT_STATE_DIR", dir.resolve("state").toString());
    return Shell.run(Duration.ofSeconds(60), all, line);
  }
}
