package dev.setpoint.standalone;

import dev.setpoint.agent.NodeAgent;
import dev.setpoint.api.ApiService;
import dev.setpoint.common.host.HostName;
import dev.setpoint.controller.ControllerService;
import dev.setpoint.embedded.EmbeddedKafka;
import dev.setpoint.embedded.EmbeddedPostgres;
import dev.setpoint.scheduler.SchedulerService;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts the parts in order, waits until they are ready, and stops them in reverse. */
final class AllInOne implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(AllInOne.class);
  private static final Duration READY_DEADLINE = Duration.ofSeconds(120);

  private final Options options;
  private final Progress progress;
  private final Running running;
  private final CountDownLatch startEnded = new CountDownLatch(1);
  private volatile boolean stopping;
  private volatile @Nullable RunFile runFile;

  AllInOne(Options options, Progress progress) {
    this.options = options;
    this.progress = progress;
    this.running = new Running(progress);
  }

  void start() throws IOException, InterruptedException {
    try {
      startParts();
    } finally {
      startEnded.countDown();
    }
  }

  private void startParts() throws IOException, InterruptedException {
    long start = System.nanoTime();
    RunFile file = RunFile.claim(options.stateDir());
    runFile = file;
    file.put(description("starting"));

    Backends backends = startBackends();
    startService(Part.API, ApiService.builder(), backends);
    startService(Part.CONTROLLER, ControllerService.builder(), backends);
    startService(Part.SCHEDULER, SchedulerService.builder(), backends);
    startService(Part.AGENT, NodeAgent.builder(), backends);
    Readiness.Found found = new Readiness(options).await(READY_DEADLINE, this::checkStopping);
    String node = found.node();
    file.remember("cluster", found.cluster());

    Duration took = Duration.ofNanos(System.nanoTime() - start);
    log.info("ready after {} ms", took.toMillis());
    announce(node, took);
    // Last, since ./setpoint shows what was printed until then.
    file.put(Map.of("phase", "ready", "node", node));
  }

  private void checkStopping() {
    if (stopping) {
      throw new StartFailure("stopped while it was starting");
    }
  }

  private void announce(String node, Duration took) {
    progress.say("");
    progress.say("Node " + node + " is Ready (" + took.toMillis() / 100 / 10.0 + " s).");
    progress.say("  API         " + options.api());
    progress.say("  Swagger UI  " + options.swaggerUi());
    progress.say("  export KUBECONFIG=" + options.kubeconfig());
  }

  private Map<String, String> description(String phase) {
    return Map.of(
        "phase", phase,
        "pid", String.valueOf(ProcessHandle.current().pid()),
        "port", String.valueOf(options.port()),
        "api", options.api().toString(),
        "swagger", options.swaggerUi().toString(),
        "kubeconfig", options.kubeconfig().toString(),
        "postgres", options.datasourceUrl() == null ? "embedded" : options.datasourceUrl(),
        "kafka", options.bootstrapServers() == null ? "embedded" : options.bootstrapServers());
  }

  /** How the services reach what they need, as the properties that say so. */
  private record Backends(List<String> arguments) {}

  private Backends startBackends() throws InterruptedException {
    List<FutureTask<List<String>>> starts = new ArrayList<>();
    if (options.datasourceUrl() == null) {
      starts.add(background(Part.POSTGRES, this::startPostgres));
    }
    if (options.bootstrapServers() == null) {
      starts.add(background(Part.KAFKA, this::startKafka));
    }
    List<String> arguments = new ArrayList<>();
    for (FutureTask<List<String>> start : starts) {
      try {
        arguments.addAll(start.get());
      } catch (ExecutionException e) {
        throw e.getCause() instanceof StartFailure failure ? failure : new StartFailure("", e);
      }
    }
    return new Backends(arguments);
  }

  private interface Start<T> {
    T run() throws Exception;
  }

  private FutureTask<List<String>> background(Part part, Start<List<String>> start) {
    FutureTask<List<String>> task = new FutureTask<>(() -> timed(part, start));
    Thread.ofPlatform().name("start-" + part.label()).start(task);
    return task;
  }

  private List<String> startPostgres() throws IOException {
    EmbeddedPostgres postgres =
        EmbeddedPostgres.start(options.stateDir().resolve("postgres"), options.port(Part.POSTGRES));
    running.add(Part.POSTGRES, postgres);
    return List.of(
        "--spring.datasource.url=" + postgres.jdbcUrl(),
        "--spring.datasource.username=" + postgres.username(),
        "--spring.datasource.password=" + postgres.password());
  }

  private List<String> startKafka() throws Exception {
    EmbeddedKafka kafka =
        EmbeddedKafka.start(options.stateDir().resolve("kafka"), options.port(Part.KAFKA));
    running.add(Part.KAFKA, kafka);
    return List.of("--spring.kafka.bootstrap-servers=" + kafka.bootstrapServers());
  }

  private void startService(Part part, SpringApplicationBuilder builder, Backends backends) {
    checkStopping();
    List<String> ours = new ArrayList<>(backends.arguments());
    // The lock on the state directory lets one process at a time go by this name.
    ours.add("--setpoint.leader.identity=" + HostName.get() + ":" + options.stateDir());
    List<String> arguments = options.serviceArguments(part, ours);
    ConfigurableApplicationContext context =
        timed(
            part, () -> builder.registerShutdownHook(false).run(arguments.toArray(String[]::new)));
    running.add(part, context);
  }

  private <T> T timed(Part part, Start<T> start) {
    long begin = System.nanoTime();
    try {
      T started = start.run();
      progress.started(part, Duration.ofNanos(System.nanoTime() - begin));
      return started;
    } catch (Exception e) {
      throw StartFailure.of(part, e, options.stateDir());
    }
  }

  /** What is being started is let finish first, so that nothing is left behind. */
  @Override
  public void close() {
    stopping = true;
    try {
      if (!startEnded.await(READY_DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
        log.warn("a part was still starting when Setpoint had to stop");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    running.close();
    RunFile file = runFile;
    if (file != null) {
      try {
        file.close();
      } catch (IOException e) {
        log.warn("the run file stays behind", e);
      }
    }
    LogFiles.close();
  }
}
