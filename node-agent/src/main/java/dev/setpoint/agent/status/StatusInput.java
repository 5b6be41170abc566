package dev.setpoint.agent.status;

import dev.setpoint.agent.probe.ContainerHealth;
import dev.setpoint.agent.sync.Observed;
import dev.setpoint.agent.sync.Waiting;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a Pod's status depends on.
 *
 * @param health by container id
 * @param waiting by container name
 * @param lastWords termination messages, by container id
 * @param images names of the images in use, by image id
 * @param verdict set when the agent itself failed the Pod
 * @param ended whether nothing of the Pod will run again
 */
public record StatusInput(
    Pod pod,
    Observed seen,
    Map<String, ContainerHealth> health,
    Map<String, Waiting> waiting,
    Map<String, String> lastWords,
    Map<String, String> images,
    String hostIp,
    Instant startTime,
    @Nullable Verdict verdict,
    boolean ended) {

  /** Why the agent failed a Pod, whatever its containers say. */
  public record Verdict(String reason, String message) {}
}
