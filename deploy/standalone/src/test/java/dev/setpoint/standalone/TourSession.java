package dev.setpoint.standalone;

import dev.setpoint.common.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Plays transcripts with one kubectl, in a namespace and a folder of its own. */
final class TourSession {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Kubectls.Program kubectl;
  private final String namespace;
  private final Path dir;
  private final Map<String, String> environment;

  /**
   * @param home where this version keeps what it knows of the server
   */
  TourSession(Kubectls.Program kubectl, Path kubeconfig, Path home, Path dir, String namespace)
      throws IOException {
    this.kubectl = kubectl;
    this.namespace = namespace;
    this.dir = dir;
    Path bin = Files.createDirectories(dir.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("kubectl"), kubectl.path());
    Path config = Files.copy(kubeconfig, dir.resolve("config"));
    this.environment =
        Map.of(
            "KUBECONFIG",
            config.toString(),
            "HOME",
            home.toString(),
            "PATH",
            bin + ":" + System.getenv("PATH"),
            "NS",
            namespace);
  }

  /** Fails with all that differs. */
  void play(Transcript transcript) {
    begin();
    List<String> differences = new ArrayList<>();
    for (Transcript.Step step : transcript.steps()) {
      if (step.versions().contains(kubectl.minor())) {
        String difference = play(step);
        if (difference != null) {
          differences.add(
              transcript.name() + Transcript.SUFFIX + ":" + step.line() + " " + difference);
        }
      }
    }
    run("kubectl delete namespace $NS --wait=false");
    if (!differences.isEmpty()) {
      throw new AssertionError(kubectl + ":\n" + String.join("\n", differences));
    }
  }

  private void begin() {
    run("kubectl create namespace $NS").ok();
    run("kubectl config set-context --current --namespace=$NS").ok();
    Await.until(
        PATIENCE,
        "the namespace has its ServiceAccount and its certificate authority",
        () -> run("kubectl get serviceaccount/default configmap/kube-root-ca.crt").exit() == 0);
  }

  /** The difference; null where there is none. */
  private String play(Transcript.Step step) {
    Wanted wanted =
        new Wanted(
            step.answer().stream()
                .filter(line -> line.versions().contains(kubectl.minor()))
                .map(line -> line.text().replace("$NS", namespace))
                .toList());
    long deadline = System.nanoTime() + (step.eventually() ? PATIENCE.toNanos() : 0);
    while (true) {
      Shell.Result result = run(step.command());
      boolean same = result.exit() == step.exit() && wanted.matches(result.out());
      if (same) {
        return null;
      }
      if (System.nanoTime() >= deadline) {
        String exit =
            result.exit() == step.exit()
                ? ""
                : "  exit code " + result.exit() + ", not " + step.exit() + "\n";
        return step.command() + "\n" + exit + wanted.difference(result.out());
      }
    }
  }

  private Shell.Result run(String command) {
    return Shell.run(
        Duration.ofSeconds(90),
        environment,
        List.of("sh", "-c", "cd \"$0\" && exec 2>&1\n" + command, dir.toString()));
  }
}
