package dev.setpoint.agent.sync;

import dev.setpoint.agent.cluster.ClusterApi;
import dev.setpoint.agent.cluster.ConfigSource;
import dev.setpoint.agent.cluster.NodeIdentity;
import dev.setpoint.agent.cluster.PodEvents;
import dev.setpoint.agent.runtime.ContainerRuntime;
import dev.setpoint.agent.status.LastWords;
import dev.setpoint.agent.status.StatusPublisher;
import dev.setpoint.agent.step.ContainerStep;
import dev.setpoint.agent.step.SandboxStep;
import dev.setpoint.agent.step.StopStep;
import dev.setpoint.agent.volume.Volumes;
import io.fabric8.kubernetes.api.model.Node;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What all Pod workers of a node share. */
public record PodServices(
    ContainerRuntime runtime,
    ClusterApi api,
    ConfigSource configs,
    NodeIdentity identity,
    Supplier<@Nullable Node> node,
    PodEvents events,
    Volumes volumes,
    SandboxStep sandboxes,
    ContainerStep containers,
    StopStep stops,
    LastWords lastWords,
    StatusPublisher statuses,
    AgentMetrics metrics,
    Duration volumeRefresh,
    Clock clock) {}
