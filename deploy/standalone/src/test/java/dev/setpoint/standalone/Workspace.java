package dev.setpoint.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** A namespace of one test's own, seen through kubectl. */
final class Workspace {

  private final Cluster cluster;
  private final String name;

  private Workspace(Cluster cluster, String name) {
    this.cluster = cluster;
    this.name = name;
  }

  static Workspace create(Cluster cluster, String name) {
    try {
      String manifest = "{apiVersion: v1, kind: Namespace, metadata: {name: %s}}".formatted(name);
      cluster.apply("default", manifest).ok();
      return new Workspace(cluster, name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String name() {
    return name;
  }

  Shell.Result kubectl(String... arguments) {
    List<String> line = new ArrayList<>(List.of("--namespace=" + name));
    line.addAll(List.of(arguments));
    return cluster.kubectl(line.toArray(String[]::new));
  }

  JsonNode json(String... arguments) {
    List<String> line = new ArrayList<>(List.of("--namespace=" + name));
    line.addAll(List.of(arguments));
    return cluster.json(line.toArray(String[]::new));
  }

  void apply(Path file) {
    kubectl("apply", "-f", file.toString()).ok();
  }

  void apply(String manifest) throws IOException {
    cluster.apply(name, manifest).ok();
  }

  void rolledOut(String deployment) {
    kubectl("rollout", "status", "deployment/" + deployment, "--timeout=60s").ok();
  }

  PodView pod(String podName) {
    return PodView.of(json("get", "pod", podName));
  }

  /** The Pods that a selector finds and nobody has deleted. */
  List<PodView> pods(String selector) {
    return allPods(selector).stream().filter(pod -> !pod.deleted()).toList();
  }

  List<PodView> allPods(String selector) {
    JsonNode items = json("get", "pods", "--selector=" + selector).get("items");
    return StreamSupport.stream(items.spliterator(), false).map(PodView::of).toList();
  }

  PodView awaitReady(String podName) {
    return Await.until(
        Duration.ofSeconds(60),
        () -> {
          PodView pod = pod(podName);
          assertThat(pod.ready()).as(pod.toString()).isTrue();
          return pod;
        });
  }

  /** For the report of a failed test. */
  void explain() {
    System.err.println(kubectl("get", "all,events,configmaps", "-o", "wide"));
    System.err.println(kubectl("describe", "pods"));
  }

  void delete() {
    cluster.kubectl("delete", "namespace", name, "--timeout=60s").ok();
  }
}
