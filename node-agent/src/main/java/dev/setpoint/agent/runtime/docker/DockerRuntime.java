package dev.setpoint.agent.runtime.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Info;
import dev.setpoint.agent.runtime.ContainerConfig;
import dev.setpoint.agent.runtime.ContainerRuntime;
import dev.setpoint.agent.runtime.ContainerState;
import dev.setpoint.agent.runtime.ContainerSummary;
import dev.setpoint.agent.runtime.EngineInfo;
import dev.setpoint.agent.runtime.EventStream;
import dev.setpoint.agent.runtime.ExecResult;
import dev.setpoint.agent.runtime.ImageState;
import dev.setpoint.agent.runtime.LogQuery;
import dev.setpoint.agent.runtime.LogStream;
import dev.setpoint.agent.runtime.PodNetwork;
import dev.setpoint.agent.runtime.ProcessStreams;
import dev.setpoint.agent.runtime.RegistryAuth;
import dev.setpoint.agent.runtime.RuntimeFailure;
import dev.setpoint.agent.runtime.RuntimeFailure.Kind;
import dev.setpoint.agent.runtime.StreamOptions;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs containers on a Docker Engine 20.10 or newer. */
public final class DockerRuntime implements ContainerRuntime, AutoCloseable {

  private final DockerClients clients;
  private final DockerCalls calls;
  private final ContainerMapping mapping;
  private final DockerImages images;
  private final DockerNetworks networks;
  private final DockerStreams streams;
  private final DockerHijacks hijacks;

  private final OomScores oomScores = new OomScores();

  public DockerRuntime(EngineProperties engine, MeterRegistry metrics) {
    this.clients = new DockerClients(engine);
    this.calls = new DockerCalls(clients, metrics, engine.deadline());
    this.mapping = new ContainerMapping(engine);
    this.images = new DockerImages(calls, engine.pullDeadline());
    this.networks = new DockerNetworks(calls);
    this.streams = new DockerStreams(clients, calls);
    this.hijacks = new DockerHijacks(clients, calls);
  }

  @Override
  public void ping() {
    calls.run("ping", c -> c.pingCmd().exec());
  }

  @Override
  public EngineInfo info() {
    Info info = calls.call("info", c -> c.infoCmd().exec());
    Integer cpus = info.getNCPU();
    Long memory = info.getMemTotal();
    return new EngineInfo(
        "docker",
        String.valueOf(info.getServerVersion()),
        String.valueOf(info.getKernelVersion()),
        String.valueOf(info.getOperatingSystem()),
        String.valueOf(info.getOsType()),
        goArchitecture(String.valueOf(info.getArchitecture())),
        cpus == null ? 1 : cpus,
        memory == null ? 0 : memory,
        String.valueOf(info.getDockerRootDir()));
  }

  private static String goArchitecture(String uname) {
    return switch (uname) {
      case "x86_64" -> "amd64";
      case "aarch64" -> "arm64";
      case String other -> other;
    };
  }

  @Override
  public List<ContainerSummary> list(Map<String, String> labels) {
    List<Container> all =
        calls.call(
            "list", c -> c.listContainersCmd().withShowAll(true).withLabelFilter(labels).exec());
    return all.stream()
        .map(
            c ->
                new ContainerSummary(
                    c.getId(), "running".equals(c.getState()), Map.copyOf(c.getLabels())))
        .toList();
  }

  @Override
  public @Nullable ContainerState inspect(String id) {
    try {
      return ContainerMapping.state(calls.call("inspect", c -> c.inspectContainerCmd(id).exec()));
    } catch (RuntimeFailure e) {
      if (e.kind() == Kind.NOT_FOUND) {
        return null;
      }
      throw e;
    }
  }

  @Override
  public String create(ContainerConfig config) {
    boolean lowers = config.resources().oomScoreAdj() < 0;
    String id = createAsIs(lowers && !oomScores.mayLower() ? withoutOomScore(config) : config);
    if (lowers && oomScores.mayLower()) {
      oomScores.tried(id);
    }
    return id;
  }

  private String createAsIs(ContainerConfig config) {
    return calls.call(
        "create",
        client -> {
          CreateContainerCmd command = client.createContainerCmd(config.image());
          mapping.fill(command, config);
          return command.exec().getId();
        });
  }

  @Override
  public void start(String id) {
    try {
      calls.run("start", c -> c.startContainerCmd(id).exec());
      oomScores.started(id);
    } catch (RuntimeFailure e) {
      if (e.kind() == Kind.CONFLICT) {
        return; // it runs already
      }
      if (!e.engineTrouble() && oomScores.refused(id, e.message())) {
        throw new RuntimeFailure(Kind.RECREATE, e.message(), e);
      }
      throw e;
    }
  }

  private static ContainerConfig withoutOomScore(ContainerConfig c) {
    ContainerConfig.Resources r = c.resources();
    return new ContainerConfig(
        c.name(),
        c.image(),
        c.entrypoint(),
        c.command(),
        c.env(),
        c.workingDir(),
        c.labels(),
        c.user(),
        c.supplementalGroups(),
        c.stdin(),
        c.stdinOnce(),
        c.tty(),
        c.namespaces(),
        c.network(),
        c.mounts(),
        new ContainerConfig.Resources(r.cpuShares(), r.cpuQuota(), r.cpuPeriod(), r.memory(), 0),
        c.security());
  }

  @Override
  public void kill(String id, String signal) {
    try {
      calls.run("kill", c -> c.killContainerCmd(id).withSignal(signal).exec());
    } catch (RuntimeFailure e) {
      // A container that is gone or no longer runs needs no signal.
      if (e.kind() != Kind.NOT_FOUND && e.kind() != Kind.CONFLICT) {
        throw e;
      }
    }
  }

  @Override
  public void remove(String id) {
    try {
      calls.run(
          "remove", c -> c.removeContainerCmd(id).withForce(true).withRemoveVolumes(true).exec());
    } catch (RuntimeFailure e) {
      // Gone, or its removal is in progress.
      if (e.kind() != Kind.NOT_FOUND && e.kind() != Kind.CONFLICT) {
        throw e;
      }
    }
  }

  @Override
  public @Nullable ImageState image(String reference) {
    return images.image(reference);
  }

  @Override
  public List<ImageState> images() {
    return images.images();
  }

  @Override
  public void pull(String reference, @Nullable RegistryAuth auth) {
    images.pull(reference, auth);
  }

  @Override
  public void load(Path archive) {
    images.load(archive);
  }

  @Override
  public PodNetwork network(String name, Map<String, String> labels, List<String> subnets) {
    return networks.ensure(name, labels, subnets);
  }

  @Override
  public ExecResult exec(String id, List<String> command, Duration deadline) {
    return streams.exec(id, command, deadline);
  }

  @Override
  public ProcessStreams exec(String id, List<String> command, StreamOptions options) {
    return hijacks.exec(id, command, options);
  }

  @Override
  public ProcessStreams attach(String id, StreamOptions options) {
    return hijacks.attach(id, options);
  }

  @Override
  public LogStream logs(String id, LogQuery query) {
    ContainerState container = inspect(id);
    if (container == null) {
      throw new RuntimeFailure(Kind.NOT_FOUND, "No such container: " + id);
    }
    return streams.logs(id, container.tty(), query);
  }

  @Override
  public EventStream events(Map<String, String> labels, @Nullable Instant since) {
    return calls.timed("events", () -> DockerEvents.open(clients, labels, since));
  }

  @Override
  public void close() {
    clients.close();
  }
}
