package dev.setpoint.agent.pod;

import dev.setpoint.common.json.KubeJson;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A Pod's containers by the part they play. */
public final class PodContainers {

  private PodContainers() {}

  public static List<Container> init(Pod pod) {
    List<Container> init = pod.getSpec().getInitContainers();
    return init == null ? List.of() : init;
  }

  public static List<Container> app(Pod pod) {
    return pod.getSpec().getContainers();
  }

  public static List<Container> all(Pod pod) {
    List<Container> all = new ArrayList<>(init(pod));
    all.addAll(app(pod));
    all.addAll(ephemeral(pod));
    return all;
  }

  /** Containers added to a running Pod to look into it; they run once, whatever becomes of them. */
  public static List<Container> ephemeral(Pod pod) {
    return ephemeralSpecs(pod).stream()
        .map(
            spec -> {
              ObjectNode tree = KubeJson.toTree(spec);
              tree.remove("targetContainerName");
              return KubeJson.toTyped(tree, Container.class);
            })
        .toList();
  }

  public static boolean isEphemeral(Pod pod, String name) {
    return ephemeralSpecs(pod).stream().anyMatch(c -> c.getName().equals(name));
  }

  /** The container whose processes an ephemeral one sees; empty for none. */
  public static String target(Pod pod, String ephemeral) {
    return ephemeralSpecs(pod).stream()
        .filter(c -> c.getName().equals(ephemeral) && c.getTargetContainerName() != null)
        .map(EphemeralContainer::getTargetContainerName)
        .findFirst()
        .orElse("");
  }

  private static List<EphemeralContainer> ephemeralSpecs(Pod pod) {
    List<EphemeralContainer> specs = pod.getSpec().getEphemeralContainers();
    return specs == null ? List.of() : specs;
  }

  public static @Nullable Container byName(Pod pod, String name) {
    return all(pod).stream().filter(c -> c.getName().equals(name)).findFirst().orElse(null);
  }

  /** An init container that keeps running beside the others (KEP-753). */
  public static boolean sidecar(Container container) {
    return "Always".equals(container.getRestartPolicy());
  }

  public static boolean isInit(Pod pod, String name) {
    return init(pod).stream().anyMatch(c -> c.getName().equals(name));
  }

  /** Changes when a running container has to be replaced; as in kubelet, by its image alone. */
  public static String specHash(Container container) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(
                  (container.getName() + "\n" + container.getImage())
                      .getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  public static String restartPolicy(Pod pod) {
    String policy = pod.getSpec().getRestartPolicy();
    return policy == null ? "Always" : policy;
  }

  /** {@code name_namespace(uid)}, as kubelet writes Pods in messages. */
  public static String format(Pod pod) {
    return pod.getMetadata().getName()
        + "_"
        + pod.getMetadata().getNamespace()
        + "("
        + pod.getMetadata().getUid()
        + ")";
  }
}
