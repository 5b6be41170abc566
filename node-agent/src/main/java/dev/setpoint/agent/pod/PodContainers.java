package dev.setpoint.agent.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    return all;
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
