package dev.setpoint.scheduler.bench;

import dev.setpoint.scheduler.framework.Decider;
import dev.setpoint.scheduler.framework.Decision;
import dev.setpoint.scheduler.framework.PluginProperties;
import dev.setpoint.scheduler.framework.PluginSet;
import dev.setpoint.scheduler.snapshot.ClusterCache;
import dev.setpoint.scheduler.snapshot.LabelMatcher;
import dev.setpoint.scheduler.snapshot.NodeFacts;
import dev.setpoint.scheduler.snapshot.PodInfo;
import dev.setpoint.scheduler.testing.Make;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Decisions per second in process: snapshot, filter, score, assume, all plugins on; no API.
 *
 * <p>{@code mvn -pl scheduler-service -am test-compile} and then {@code mvn -pl scheduler-service
 * exec:java -Dexec.classpathScope=test
 * -Dexec.mainClass=dev.setpoint.scheduler.bench.SchedulingBench}; arguments are cluster sizes.
 */
public final class SchedulingBench {

  private static final Duration WARM_UP = Duration.ofSeconds(3);
  private static final Duration MEASURED = Duration.ofSeconds(5);
  private static final int PODS_PER_NODE = 10;
  private static final int WORKLOADS = 50;

  private SchedulingBench() {}

  /** A kind of Pod to place. */
  private enum Shape {
    PLAIN("plain", pod -> pod),
    SIBLINGS("default spread", pod -> pod),
    HARD_SPREAD("hard zone spread", SchedulingBench::spread),
    ANTI_AFFINITY("required anti-affinity", SchedulingBench::apart),
    IMPOSSIBLE("fits nowhere", pod -> Make.asking(pod, java.util.Map.of("cpu", "1000")));

    private final String title;
    private final UnaryOperator<Pod> change;

    Shape(String title, UnaryOperator<Pod> change) {
      this.title = title;
      this.change = change;
    }
  }

  public static void main(String... args) {
    int[] sizes =
        args.length == 0
            ? new int[] {100, 500, 1000, 5000}
            : Arrays.stream(args).mapToInt(Integer::parseInt).toArray();
    System.out.printf(
        "%-24s %8s %12s %16s %10s %10s%n",
        "pods", "nodes", "decisions/s", "per CPU second", "p50 us", "p99 us");
    for (Shape shape : Shape.values()) {
      for (int size : sizes) {
        run(shape, size, WARM_UP);
        Figures figures = run(shape, size, MEASURED);
        System.out.printf(
            "%-24s %8d %12.0f %16.0f %10.0f %10.0f%n",
            shape.title,
            size,
            figures.perSecond(),
            figures.perCpuSecond(),
            figures.micros(0.50),
            figures.micros(0.99));
      }
    }
  }

  /** CPU seconds leave out what other processes took of a busy machine. */
  private record Figures(long[] nanos, long total, long cpu) {
    double perSecond() {
      return nanos.length * 1e9 / total;
    }

    double perCpuSecond() {
      return nanos.length * 1e9 / cpu;
    }

    double micros(double quantile) {
      return nanos[(int) (nanos.length * quantile)] / 1e3;
    }
  }

  private static Figures run(Shape shape, int nodes, Duration time) {
    ClusterCache cache = cluster(nodes);
    PluginSet plugins =
        new PluginSet(
            Make.plugins(
                pod ->
                    shape == Shape.PLAIN
                        ? Optional.empty()
                        : Optional.of(LabelMatcher.of(selector(pod.labels().labels().get("app"))))),
            PluginProperties.DEFAULTS);
    Decider decider = Make.decider(plugins, 1);
    PodInfo[] pods = new PodInfo[WORKLOADS * 20];
    for (int i = 0; i < pods.length; i++) {
      pods[i] = cache.info(shape.change.apply(pod("new-" + i, i % WORKLOADS)));
    }
    long[] nanos = new long[2_000_000];
    int count = 0;
    int assumed = 0;
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long cpu = threads.getCurrentThreadCpuTime();
    long begin = System.nanoTime();
    long now = begin;
    while (now - begin < time.toNanos() && count < nanos.length) {
      PodInfo pod = pods[count % pods.length];
      if (decider.decide(pod, cache.snapshot()) instanceof Decision.Placed placed) {
        cache.assume(pod, placed.node(), Instant.EPOCH);
        assumed++;
      }
      long after = System.nanoTime();
      nanos[count++] = after - now;
      now = after;
      if (count % pods.length == 0) { // the cluster must not fill up
        for (PodInfo placed : pods) {
          cache.forget(placed.uid());
        }
        now = System.nanoTime();
      }
    }
    cpu = threads.getCurrentThreadCpuTime() - cpu;
    if (shape != Shape.IMPOSSIBLE && assumed == 0) {
      throw new IllegalStateException("nothing was placed: " + shape);
    }
    long total = 0;
    for (int i = 0; i < count; i++) {
      total += nanos[i];
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return new Figures(sorted, total, cpu);
  }

  private static ClusterCache cluster(int nodes) {
    ClusterCache cache = new ClusterCache();
    for (int i = 0; i < nodes; i++) {
      String name = "node-%04d".formatted(i);
      cache.setNode(
          NodeFacts.of(
              Make.labelled(Make.node(name, "32", "128Gi", 110), NodeFacts.ZONE, "zone-" + i % 3)));
      for (int p = 0; p < PODS_PER_NODE; p++) {
        Pod pod = pod("old-%d-%d".formatted(i, p), (i * PODS_PER_NODE + p) % WORKLOADS);
        cache.setPod(cache.info(pod), name);
      }
    }
    return cache;
  }

  private static Pod pod(String name, int workload) {
    return Make.labelled(Make.pod(name, "100m", "200Mi"), "app", "app-" + workload);
  }

  private static LabelSelector selector(String app) {
    return new LabelSelectorBuilder().addToMatchLabels("app", app).build();
  }

  private static Pod spread(Pod pod) {
    return Make.with(
        pod,
        b ->
            b.editSpec()
                .addNewTopologySpreadConstraint()
                .withMaxSkew(5)
                .withTopologyKey(NodeFacts.ZONE)
                .withWhenUnsatisfiable("DoNotSchedule")
                .withLabelSelector(selector(pod.getMetadata().getLabels().get("app")))
                .endTopologySpreadConstraint()
                .endSpec());
  }

  private static Pod apart(Pod pod) {
    return Make.with(
        pod,
        b ->
            b.editSpec()
                .withNewAffinity()
                .withNewPodAntiAffinity()
                .addNewRequiredDuringSchedulingIgnoredDuringExecution()
                .withTopologyKey(NodeFacts.HOSTNAME)
                .withLabelSelector(selector(pod.getMetadata().getLabels().get("app")))
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .endPodAntiAffinity()
                .endAffinity()
                .endSpec());
  }
}
