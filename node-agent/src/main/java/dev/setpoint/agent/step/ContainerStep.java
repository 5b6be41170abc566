package dev.setpoint.agent.step;

import dev.setpoint.agent.cluster.NodeIdentity;
import dev.setpoint.agent.cluster.PodEvents;
import dev.setpoint.agent.env.ConfigFailure;
import dev.setpoint.agent.env.ContainerEnv;
import dev.setpoint.agent.env.FieldRefs;
import dev.setpoint.agent.pod.Labels;
import dev.setpoint.agent.runtime.ContainerConfig;
import dev.setpoint.agent.runtime.ContainerRuntime;
import dev.setpoint.agent.runtime.ContainerState;
import dev.setpoint.agent.runtime.ImageState;
import dev.setpoint.agent.runtime.RuntimeFailure;
import dev.setpoint.agent.runtime.RuntimeFailure.Kind;
import dev.setpoint.agent.volume.Volumes;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** Makes and starts one instance of a container: environment, mounts, create, start. */
public final class ContainerStep {

  private final ContainerRuntime runtime;
  private final PodEvents events;
  private final ContainerEnv env;
  private final MountStep mounts;
  private final Semaphore starts;

  /**
   * @param starts bounds how many starts the engine works on at once; it slows down under more
   */
  public ContainerStep(
      ContainerRuntime runtime,
      PodEvents events,
      ContainerEnv env,
      Volumes volumes,
      Semaphore starts) {
    this.runtime = runtime;
    this.events = events;
    this.env = env;
    this.mounts = new MountStep(volumes);
    this.starts = starts;
  }

  /**
   * What an instance is made of.
   *
   * @param pidTarget id of the container whose processes it sees; empty for the Pod's own rule
   */
  public record Order(
      Pod pod,
      Container container,
      int restartCount,
      String sandboxId,
      String pidTarget,
      Map<String, Path> volumes,
      FieldRefs fields,
      NodeIdentity node) {}

  /** Returns the id of the running container. */
  public String start(Order order, ImageState image) throws StepFailure, InterruptedException {
    Pod pod = order.pod();
    Container container = order.container();
    new SecurityContexts(pod, container).requireNonRoot(image);
    ContainerConfig config = configure(order, image);
    starts.acquire();
    try {
      String id = create(order, config);
      events.normal(pod, container, "Created", "Created container: " + container.getName());
      id = start(order, config, id);
      events.normal(pod, container, "Started", "Started container " + container.getName());
      return id;
    } finally {
      starts.release();
    }
  }

  private ContainerConfig configure(Order order, ImageState image) throws StepFailure {
    Pod pod = order.pod();
    Container container = order.container();
    try {
      ContainerEnv.Resolved resolved =
          env.resolve(pod.getMetadata().getNamespace(), container, order.fields());
      List<ContainerConfig.BindMount> binds =
          mounts.mounts(
              pod, container, order.restartCount(), order.volumes(), resolved::expandStrictly);
      return ContainerConfigs.of(
          pod,
          container,
          order.restartCount(),
          image.id(),
          order.sandboxId(),
          order.pidTarget(),
          order.node(),
          resolved,
          binds);
    } catch (ConfigFailure e) {
      throw new StepFailure("CreateContainerConfigError", e.message(), e);
    }
  }

  private String create(Order order, ContainerConfig config) throws StepFailure {
    try {
      return runtime.create(config);
    } catch (RuntimeFailure e) {
      if (e.kind() == Kind.CONFLICT && removeLeftOver(order, config.name())) {
        return create(order, config);
      }
      throw refused(e, "CreateContainerError");
    }
  }

  /** An agent that died between create and start leaves a container with the name we need. */
  private boolean removeLeftOver(Order order, String name) {
    ContainerState other = runtime.inspect(name);
    boolean ours =
        other != null
            && !other.running()
            && other.label(Labels.POD_UID).equals(order.pod().getMetadata().getUid());
    if (ours && other != null) {
      runtime.remove(other.id());
    }
    return ours;
  }

  private String start(Order order, ContainerConfig config, String id) throws StepFailure {
    try {
      runtime.start(id);
      return id;
    } catch (RuntimeFailure e) {
      if (e.kind() == Kind.RECREATE) {
        runtime.remove(id);
        String again = create(order, config);
        try {
          runtime.start(again);
          return again;
        } catch (RuntimeFailure second) {
          throw refused(second, "RunContainerError");
        }
      }
      throw refused(e, "RunContainerError");
    }
  }

  private static StepFailure refused(RuntimeFailure e, String reason) {
    if (e.kind() == Kind.UNAVAILABLE) {
      throw e;
    }
    return new StepFailure(reason, e.message(), e);
  }
}
