package dev.setpoint.standalone;

import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.testing.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A Setpoint of the tests' own on this machine's engine, used as its users do: by ./setpoint and
 * kubectl.
 */
final class Cluster implements AutoCloseable {

  static final Path ROOT = root();
  private static final Path KUBECTL = Kubectls.newest();

  private final int port;
  private final Path stateDir;

  Cluster(int port) throws IOException {
    this.port = port;
    this.stateDir = Files.createTempDirectory("setpoint-acceptance-");
  }

  Path stateDir() {
    return stateDir;
  }

  int port() {
    return port;
  }

  Path kubeconfig() {
    return stateDir.resolve("kubeconfig");
  }

  Shell.Result setpoint(String command, String... options) {
    List<String> line = new ArrayList<>(List.of(ROOT.resolve("setpoint").toString(), command));
    line.addAll(List.of(options));
    line.add("--state-dir=" + stateDir);
    return Shell.run(
        Duration.ofMinutes(3), Map.of("JAVA_HOME", System.getProperty("java.home")), line);
  }

  void up(String... options) {
    List<String> all = new ArrayList<>(List.of("--detach", "--no-build", "--port=" + port));
    all.addAll(List.of(options));
    setpoint("up", all.toArray(String[]::new)).ok();
  }

  /** The pid of the all-in-one's JVM. */
  long pid() throws IOException {
    return Files.readAllLines(stateDir.resolve("run/state")).stream()
        .filter(line -> line.startsWith("pid="))
        .map(line -> Long.parseLong(line.substring(4)))
        .findFirst()
        .orElseThrow();
  }

  void kill9() throws IOException {
    long pid = pid();
    Shell.run("kill", "-KILL", String.valueOf(pid)).ok();
    Await.until(
        Duration.ofSeconds(10),
        "the killed JVM is gone",
        () -> ProcessHandle.of(pid).map(p -> !p.isAlive()).orElse(true));
  }

  Shell.Result kubectl(String... arguments) {
    return kubectl(kubeconfig(), arguments);
  }

  static Shell.Result kubectl(Path kubeconfig, String... arguments) {
    return run(KUBECTL, kubeconfig, arguments);
  }

  /** By one of {@link #kubectls}. */
  Shell.Result with(Path program, String... arguments) {
    return run(program, kubeconfig(), arguments);
  }

  private static Shell.Result run(Path program, Path kubeconfig, String... arguments) {
    List<String> line = new ArrayList<>(List.of(program.toString()));
    line.addAll(List.of(arguments));
    // A home of its own, so that nobody's discovery cache is read or left behind.
    String home = kubeconfig.getParent().toString();
    return Shell.run(
        Duration.ofSeconds(90), Map.of("KUBECONFIG", kubeconfig.toString(), "HOME", home), line);
  }

  /** Runs a line of shell as this cluster's admin. */
  Shell.Result shell(String line) {
    return Shell.run(
        Duration.ofSeconds(90),
        Map.of("KUBECONFIG", kubeconfig().toString(), "HOME", stateDir.toString()),
        List.of("sh", "-c", line));
  }

  JsonNode json(String... arguments) {
    List<String> line = new ArrayList<>(List.of(arguments));
    line.addAll(List.of("-o", "json"));
    return KubeJson.TREES.readTree(kubectl(line.toArray(String[]::new)).ok().out());
  }

  /** Applies a manifest of the test's own. */
  Shell.Result apply(String namespace, String manifest) throws IOException {
    Path file = Files.createTempFile(stateDir, "manifest", ".yaml");
    Files.writeString(file, manifest, StandardCharsets.UTF_8);
    return kubectl("apply", "-n", namespace, "-f", file.toString());
  }

  /** Stops it and removes all it made. */
  @Override
  public void close() {
    setpoint("reset", "--yes").ok();
  }

  static Path example(String name) {
    return ROOT.resolve("deploy/examples").resolve(name);
  }

  private static Path root() {
    Path dir = Path.of("").toAbsolutePath();
    while (!Files.isExecutable(dir.resolve("setpoint"))) {
      dir = dir.getParent();
    }
    return dir;
  }
}
