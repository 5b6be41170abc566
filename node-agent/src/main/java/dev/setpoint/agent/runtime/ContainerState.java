package dev.setpoint.agent.runtime;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One container as the engine sees it.
 *
 * @param image the reference it was created from
 * @param error why it could not be started; empty otherwise
 * @param stopSignal the image's own; empty for TERM
 * @param ip its address on the node's network; empty when it has none of its own
 */
public record ContainerState(
    String id,
    String image,
    String imageId,
    Map<String, String> labels,
    Phase phase,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    int exitCode,
    boolean oomKilled,
    String error,
    long pid,
    String ip,
    boolean tty,
    String stopSignal) {

  /** Where in its one-way life a container is; agents never restart one, they make another. */
  public enum Phase {
    CREATED,
    RUNNING,
    EXITED
  }

  public ContainerState {
    labels = Map.copyOf(labels);
  }

  public boolean running() {
    return phase == Phase.RUNNING;
  }

  /** It ran and ended, or was refused by the engine at its start. */
  public boolean dead() {
    return phase == Phase.EXITED || (phase == Phase.CREATED && !error.isEmpty());
  }

  public String label(String name) {
    return labels.getOrDefault(name, "");
  }

  /** When it ended, or was refused. */
  public Instant endedAt() {
    return finishedAt != null ? finishedAt : createdAt;
  }
}
