package dev.setpoint.agent.runtime;

import dev.setpoint.agent.runtime.ContainerState.Phase;
import dev.setpoint.agent.runtime.RuntimeFailure.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/** An engine in memory: containers run until told otherwise. */
public final class FakeRuntime implements ContainerRuntime {

  private static final RuntimeEvent END = new RuntimeEvent("", "", Instant.EPOCH, Map.of());

  private final Map<String, ContainerState> containers = new LinkedHashMap<>();
  private final Map<String, ContainerConfig> configs = new HashMap<>();
  private final List<LinkedBlockingQueue<RuntimeEvent>> streams = new ArrayList<>();
  private final Set<String> failingStarts = ConcurrentHashMap.newKeySet();
  private final Set<String> stubborn = ConcurrentHashMap.newKeySet();
  private volatile boolean down;
  private volatile boolean mute;
  private volatile CountDownLatch pulls;
  private int next;

  /** Makes every call fail, as when the engine is stopped. */
  public synchronized void down(boolean isDown) {
    down = isDown;
    if (isDown) {
      streams.forEach(s -> s.add(END));
    }
  }

  /** Loses events from now on. */
  public void mute(boolean isMute) {
    mute = isMute;
  }

  /** Pulls hang until they are interrupted. */
  public void hangPulls() {
    pulls = new CountDownLatch(1);
  }

  /** Refuses to start this Pod container from now on, or no longer. */
  public void failStarts(String container, boolean fail) {
    if (fail) {
      failingStarts.add(container);
    } else {
      failingStarts.remove(container);
    }
  }

  /** Containers of this name ignore TERM. */
  public void stubborn(String container) {
    stubborn.add(container);
  }

  public synchronized void exit(String id, int code) {
    ContainerState c = containers.get(id);
    if (c != null && c.running()) {
      containers.put(id, with(c, Phase.EXITED, code, ""));
      emit(id, "die");
    }
  }

  public synchronized void exitAll(int code) {
    List.copyOf(containers.keySet()).forEach(id -> exit(id, code));
  }

  public synchronized List<ContainerState> all() {
    return List.copyOf(containers.values());
  }

  public synchronized ContainerConfig config(String id) {
    return configs.get(id);
  }

  private static ContainerState with(ContainerState c, Phase phase, int code, String error) {
    return new ContainerState(
        c.id(),
        c.image(),
        c.imageId(),
        c.labels(),
        phase,
        c.createdAt(),
        phase == Phase.CREATED ? null : c.startedAt() == null ? Instant.now() : c.startedAt(),
        phase == Phase.EXITED ? Instant.now() : null,
        code,
        false,
        error,
        1,
        phase == Phase.RUNNING ? "10.9.0.2" : "",
        false,
        "");
  }

  private void emit(String id, String action) {
    if (!mute) {
      RuntimeEvent event = new RuntimeEvent(id, action, Instant.now(), containers.get(id).labels());
      streams.forEach(s -> s.add(event));
    }
  }

  private void check() {
    if (down) {
      throw new RuntimeFailure(Kind.UNAVAILABLE, "cannot connect to the Docker Engine");
    }
  }

  @Override
  public void ping() {
    check();
  }

  @Override
  public EngineInfo info() {
    check();
    return new EngineInfo("docker", "1", "6", "Fake", "linux", "amd64", 2, 4L << 30, "/nowhere");
  }

  @Override
  public synchronized List<ContainerSummary> list(Map<String, String> labels) {
    check();
    return containers.values().stream()
        .filter(c -> c.labels().entrySet().containsAll(labels.entrySet()))
        .map(c -> new ContainerSummary(c.id(), c.running(), c.labels()))
        .toList();
  }

  @Override
  public synchronized ContainerState inspect(String id) {
    check();
    return containers.get(id);
  }

  @Override
  public synchronized String create(ContainerConfig config) {
    check();
    String id = "c" + next++;
    containers.put(
        id,
        new ContainerState(
            id,
            config.image(),
            "sha256:1",
            config.labels(),
            Phase.CREATED,
            Instant.now(),
            null,
            null,
            0,
            false,
            "",
            0,
            "",
            false,
            ""));
    configs.put(id, config);
    return id;
  }

  @Override
  public synchronized void start(String id) {
    check();
    ContainerState c = containers.get(id);
    String name = c.label(dev.setpoint.agent.pod.Labels.CONTAINER);
    if (failingStarts.contains(name)) {
      containers.put(id, with(c, Phase.CREATED, 127, "no such program"));
      throw new RuntimeFailure(RuntimeFailure.Kind.OTHER, "no such program");
    }
    containers.put(id, with(c, Phase.RUNNING, 0, ""));
    emit(id, "start");
  }

  @Override
  public synchronized void kill(String id, String signal) {
    check();
    ContainerState c = containers.get(id);
    boolean ignores =
        c != null
            && signal.equals("TERM")
            && stubborn.contains(c.label(dev.setpoint.agent.pod.Labels.CONTAINER));
    if (!ignores) {
      exit(id, signal.equals("KILL") ? 137 : 143);
    }
  }

  @Override
  public synchronized void remove(String id) {
    check();
    containers.remove(id);
  }

  @Override
  public ImageState image(String reference) {
    check();
    return reference.startsWith("absent")
        ? null
        : new ImageState("sha256:1", List.of(reference), 1, "", "");
  }

  @Override
  public List<ImageState> images() {
    return List.of();
  }

  @Override
  public void pull(String reference, RegistryAuth auth) {
    check();
    CountDownLatch hang = pulls;
    if (hang != null) {
      try {
        hang.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new RuntimeFailure(RuntimeFailure.Kind.OTHER, "interrupted", e);
      }
    }
    throw new RuntimeFailure(RuntimeFailure.Kind.OTHER, "no such host");
  }

  @Override
  public void load(Path archive) {}

  @Override
  public PodNetwork network(String name, Map<String, String> labels, List<String> subnets) {
    check();
    return new PodNetwork(name, "n", subnets.getFirst(), "10.9.0.1");
  }

  @Override
  public ExecResult exec(String id, List<String> command, Duration deadline) {
    check();
    return new ExecResult(command.getFirst().equals("true") ? 0 : 1, "no");
  }

  @Override
  public ProcessStreams exec(String id, List<String> command, StreamOptions options) {
    throw new RuntimeFailure(RuntimeFailure.Kind.OTHER, "no streams here");
  }

  @Override
  public ProcessStreams attach(String id, StreamOptions options) {
    throw new RuntimeFailure(RuntimeFailure.Kind.OTHER, "no streams here");
  }

  @Override
  public LogStream logs(String id, LogQuery query) {
    throw new RuntimeFailure(Kind.NOT_FOUND, "No such container: " + id);
  }

  @Override
  public synchronized EventStream events(Map<String, String> labels, Instant since) {
    check();
    LinkedBlockingQueue<RuntimeEvent> queue = new LinkedBlockingQueue<>();
    streams.add(queue);
    return new EventStream() {
      @Override
      public RuntimeEvent next() {
        try {
          RuntimeEvent event = queue.take();
          return event == END ? null : event;
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return null;
        }
      }

      @Override
      public void close() {
        queue.add(END);
      }
    };
  }
}
