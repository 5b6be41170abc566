package dev.setpoint.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.testing.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Requests to a real Nginx make an autoscaler grow it; their end makes it shrink. */
@Acceptance
class ScalingIT {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String SELECTOR = "app=busy";

  private static final String NGINX =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: busy}
      spec:
        selector: {matchLabels: {app: busy}}
        template:
          metadata: {labels: {app: busy}}
          spec:
            terminationGracePeriodSeconds: 1
            containers:
            - name: nginx
              image: setpoint/examples/nginx:1
              imagePullPolicy: Never
              readinessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 1}
              resources: {requests: {cpu: 10m, memory: 8Mi}}
      ---
      apiVersion: autoscaling/v2
      kind: HorizontalPodAutoscaler
      metadata: {name: busy}
      spec:
        scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: busy}
        minReplicas: 1
        maxReplicas: 3
        metrics:
        - type: Resource
          resource: {name: cpu, target: {type: Utilization, averageUtilization: 60}}
        behavior:
          scaleUp: {policies: [{type: Pods, value: 1, periodSeconds: 1}]}
          scaleDown:
            stabilizationWindowSeconds: 5
            policies: [{type: Percent, value: 100, periodSeconds: 1}]
      """;

  @Test
  void anAutoscalerFollowsTheLoad(Workspace workspace, Cluster cluster) throws Exception {
    workspace.apply(NGINX);
    workspace.rolledOut("busy");
    assertThat(workspace.pods(SELECTOR)).hasSize(1);
    try (Load load = new Load(workspace)) {
      await(workspace, 3);
      load.proceeds();
      figuresAreShown(workspace, cluster);
    }
    await(workspace, 1);
    String events =
        workspace.kubectl("get", "events", "--field-selector=reason=SuccessfulRescale").ok().out();
    assertThat(events)
        .contains(
            "New size: 2; reason: cpu resource utilization (percentage of request) above target")
        .contains(
            "New size: 3; reason: cpu resource utilization (percentage of request) above target")
        .contains("New size: 1; reason: All metrics below target");
    JsonNode status = workspace.json("get", "hpa", "busy").path("status");
    assertThat(status.at("/currentMetrics/0/resource/current").has("averageUtilization")).isTrue();
    assertThat(status.path("conditions"))
        .extracting(condition -> condition.path("type").asString())
        .containsExactly("AbleToScale", "ScalingActive", "ScalingLimited");
  }

  private static void await(Workspace workspace, int replicas) {
    Await.untilAsserted(
        SOON,
        () -> {
          List<PodView> pods = workspace.pods(SELECTOR);
          assertThat(pods).hasSize(replicas).allMatch(PodView::ready);
        });
  }

  private static void figuresAreShown(Workspace workspace, Cluster cluster) {
    for (Path kubectl : Kubectls.ofMinor(27, 33)) {
      String namespace = "--namespace=" + workspace.name();
      Await.untilAsserted(
          SOON,
          () -> {
            String pods =
                cluster.with(kubectl, "top", "pods", namespace, "--containers").ok().out();
            assertThat(pods.lines().toList()).hasSize(4);
            assertThat(pods.lines().skip(1))
                .allMatch(line -> line.matches("busy-\\S+ +nginx +\\d+m +[1-9]\\d*Mi *"));
          });
      assertThat(cluster.with(kubectl, "top", "pods", namespace, "-l", SELECTOR).ok().out())
          .contains("CPU(cores)");
      assertThat(cluster.with(kubectl, "top", "nodes").ok().out())
          .containsPattern("\\S+ +\\d+m +\\d+% +\\d+Mi +\\d+%");
    }
    assertThat(cluster.kubectl("get", "nodes.metrics.k8s.io").ok().out())
        .containsPattern("NAME +CPU +MEMORY +WINDOW");
    assertThat(cluster.kubectl("explain", "podmetrics.containers.usage").ok().out())
        .contains("The memory usage is the memory working set.");
    assertThat(
            workspace
                .kubectl(
                    "auth",
                    "can-i",
                    "list",
                    "pods.metrics.k8s.io",
                    "--as=system:serviceaccount:" + workspace.name() + ":default")
                .text())
        .isEqualTo("no");
  }

  /** Requests, one after the other, to whatever Pods are ready. */
  private static final class Load implements AutoCloseable {

    private final CountDownLatch done = new CountDownLatch(1);
    private final AtomicInteger answers = new AtomicInteger();
    private volatile List<String> targets = List.of();
    private final List<CompletableFuture<Void>> threads;

    Load(Workspace workspace) {
      targets = addresses(workspace);
      threads =
          List.of(
              CompletableFuture.runAsync(this::send, Thread::startVirtualThread),
              CompletableFuture.runAsync(this::send, Thread::startVirtualThread),
              CompletableFuture.runAsync(() -> follow(workspace), Thread::startVirtualThread));
    }

    private static List<String> addresses(Workspace workspace) {
      return workspace.pods(SELECTOR).stream()
          .filter(PodView::ready)
          .map(PodView::ip)
          .filter(ip -> !ip.isEmpty())
          .toList();
    }

    private void follow(Workspace workspace) {
      try {
        while (!done.await(1, TimeUnit.SECONDS)) {
          targets = addresses(workspace);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void send() {
      for (int i = 0; done.getCount() > 0; i++) {
        List<String> now = targets;
        try {
          if (!now.isEmpty() && Http.get(now.get(i % now.size()), "/").statusCode() == 200) {
            answers.incrementAndGet();
          }
        } catch (IOException e) {
          continue; // a Pod that goes is asked until its end is known
        }
      }
    }

    void proceeds() {
      assertThat(answers.get()).isGreaterThan(1000);
      assertThat(threads).noneMatch(CompletableFuture::isDone);
    }

    @Override
    public void close() {
      done.countDown();
      threads.forEach(CompletableFuture::join);
    }
  }
}
