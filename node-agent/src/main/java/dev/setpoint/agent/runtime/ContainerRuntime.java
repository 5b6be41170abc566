package dev.setpoint.agent.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A container engine. Every call blocks, ends within a deadline and reports trouble as a {@link
 * RuntimeFailure}.
 */
public interface ContainerRuntime {

  /** Costs next to nothing; throws unless the engine answers. */
  void ping();

  EngineInfo info();

  /** All containers, running or not, that carry these labels. */
  List<ContainerSummary> list(Map<String, String> labels);

  /** Null when there is no such container. */
  @Nullable ContainerState inspect(String id);

  String create(ContainerConfig config);

  void start(String id);

  /** Does nothing when the container no longer runs. */
  void kill(String id, String signal);

  /** Removes the container by force with its anonymous volumes; does nothing when it is gone. */
  void remove(String id);

  /** Null when the image is not present. */
  @Nullable ImageState image(String reference);

  List<ImageState> images();

  void pull(String reference, @Nullable RegistryAuth auth);

  /** Loads the images of a {@code docker save} archive. */
  void load(Path archive);

  /**
   * The node's bridge network: found by its labels, or created with the first subnet that collides
   * with no other network of the engine.
   */
  PodNetwork network(String name, Map<String, String> labels, List<String> subnets);

  ExecResult exec(String id, List<String> command, Duration deadline);

  /** Starts a command and connects to it. */
  ProcessStreams exec(String id, List<String> command, StreamOptions options);

  /** Connects to the container's own process. */
  ProcessStreams attach(String id, StreamOptions options);

  /** The container's log; closing the stream ends it promptly, from any thread. */
  LogStream logs(String id, LogQuery query);

  /**
   * Follows what happens to the containers with these labels until the returned stream is closed.
   *
   * @param since replays events from this moment on, when set
   */
  EventStream events(Map<String, String> labels, @Nullable Instant since);
}
