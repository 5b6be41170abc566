package dev.setpoint.api.storage;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.node.ObjectNode;

/** Writes pods as fast as so many callers can: a program to run by hand, not a test. */
final class StoreBenchmark {

  private static final int PADDING = 1_500;

  private StoreBenchmark() {}

  public static void main(String[] args) throws Exception {
    int callers = args.length > 0 ? Integer.parseInt(args[0]) : 32;
    int writes = args.length > 1 ? Integer.parseInt(args[1]) : 20_000;
    try (ConfigurableApplicationContext replica =
        TestServers.replica(
            TestServers.StoreOnly.class,
            Map.of("spring.datasource.url", TestServers.newDatabase()))) {
      ObjectStore store = replica.getBean(ObjectStore.class);
      run(store, "warm-up", callers, writes);
      for (int round = 1; round <= 3; round++) {
        run(store, "round-" + round, callers, writes);
      }
    }
    System.exit(0);
  }

  private static void run(ObjectStore store, String name, int callers, int writes)
      throws Exception {
    AtomicInteger next = new AtomicInteger();
    long[] micros = new long[writes];
    long start = System.nanoTime();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int caller = 0; caller < callers; caller++) {
        executor.submit(
            () -> {
              for (int i = next.getAndIncrement(); i < writes; i = next.getAndIncrement()) {
                Write.Create write = Objects.create(Objects.PODS, name + "-" + i);
                ObjectNode spec = write.object().putObject("spec");
                spec.put("padding", "x".repeat(PADDING));
                long from = System.nanoTime();
                Objects.done(store.write(write));
                micros[i] = (System.nanoTime() - from) / 1000;
              }
            });
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Arrays.sort(micros);
    System.out.printf(
        "%s: %d callers, %.0f creates/s, p50 %.1f ms, p99 %.1f ms%n",
        name, callers, writes / seconds, micros[writes / 2] / 1e3, micros[writes * 99 / 100] / 1e3);
  }
}
