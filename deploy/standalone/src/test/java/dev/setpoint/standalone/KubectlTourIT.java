package dev.setpoint.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every stock kubectl from 1.27 to 1.33 is answered, against what Kubernetes answers: the
 * transcripts in the folder "tour", played by several versions at a time.
 */
@Acceptance
class KubectlTourIT {

  private static final Path TOUR =
      Cluster.ROOT.resolve("deploy/standalone/src/test/resources/tour");
  private static final int AT_A_TIME = 3;

  /** The versions between which what clients send has changed play all transcripts. */
  private static final Set<Integer> THOROUGH = Set.of(27, 30, 33);

  /** What the others play, and those that are the only ones here. */
  private static final Set<String> BRIEF = Set.of("create", "apply", "server");

  @TempDir Path dir;

  @TestFactory
  List<DynamicTest> tour(Cluster cluster) throws IOException {
    List<Kubectls.Program> versions = Kubectls.all();
    System.out.println("The tour is played by " + versions);
    boolean few = versions.stream().noneMatch(v -> THOROUGH.contains(v.minor()));
    List<DynamicTest> tests = new ArrayList<>();
    try (ExecutorService players = Executors.newFixedThreadPool(AT_A_TIME)) {
      for (Transcript transcript : transcripts()) {
        for (Kubectls.Program kubectl : versions) {
          if (few || THOROUGH.contains(kubectl.minor()) || BRIEF.contains(transcript.name())) {
            Future<?> played = players.submit(playing(cluster, kubectl, transcript));
            tests.add(
                DynamicTest.dynamicTest(
                    kubectl + ": " + transcript.name(), () -> awaitEnd(played)));
          }
        }
      }
    }
    return tests;
  }

  private Callable<Void> playing(Cluster cluster, Kubectls.Program kubectl, Transcript transcript) {
    return () -> {
      String id = transcript.name() + "-1" + kubectl.minor();
      Path home = Files.createDirectories(dir.resolve("home-" + kubectl.minor()));
      Path own = Files.createDirectories(dir.resolve(id));
      new TourSession(kubectl, cluster.kubeconfig(), home, own, "tour-" + id).play(transcript);
      return null;
    };
  }

  private static List<Transcript> transcripts() throws IOException {
    List<Transcript> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(TOUR)) {
      for (Path file : files.sorted().toList()) {
        all.add(Transcript.read(file));
      }
    }
    return all;
  }

  private static void awaitEnd(Future<?> played) throws Throwable {
    try {
      played.get();
    } catch (ExecutionException e) {
      throw e.getCause();
    }
  }
}
