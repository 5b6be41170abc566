package dev.setpoint.agent.step;

import dev.setpoint.agent.pod.PodContainers;
import dev.setpoint.agent.runtime.ContainerConfig;
import dev.setpoint.agent.runtime.ImageState;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Merges a Pod's and a container's security context: the container's own settings win. */
final class SecurityContexts {

  private final @Nullable PodSecurityContext ofPod;
  private final @Nullable SecurityContext own;
  private final Pod pod;
  private final Container container;

  SecurityContexts(Pod pod, Container container) {
    this.pod = pod;
    this.container = container;
    this.ofPod = pod.getSpec().getSecurityContext();
    this.own = container.getSecurityContext();
  }

  /** {@code uid[:gid]}; empty to keep the image's user. */
  String user() {
    Long uid = own != null && own.getRunAsUser() != null ? own.getRunAsUser() : podUser();
    Long gid = own != null && own.getRunAsGroup() != null ? own.getRunAsGroup() : podGroup();
    if (uid == null) {
      return gid == null ? "" : "0:" + gid;
    }
    return gid == null ? String.valueOf(uid) : uid + ":" + gid;
  }

  private @Nullable Long podUser() {
    return ofPod == null ? null : ofPod.getRunAsUser();
  }

  private @Nullable Long podGroup() {
    return ofPod == null ? null : ofPod.getRunAsGroup();
  }

  List<String> supplementalGroups() {
    List<String> groups = new ArrayList<>();
    if (ofPod != null) {
      if (ofPod.getFsGroup() != null) {
        groups.add(String.valueOf(ofPod.getFsGroup()));
      }
      if (ofPod.getSupplementalGroups() != null) {
        ofPod.getSupplementalGroups().forEach(g -> groups.add(String.valueOf(g)));
      }
    }
    return groups;
  }

  /** kubelet's check of runAsNonRoot, before the container is made. */
  void requireNonRoot(ImageState image) throws StepFailure {
    Boolean nonRoot =
        (own != null && own.getRunAsNonRoot() != null)
            ? own.getRunAsNonRoot()
            : ofPod == null ? null : ofPod.getRunAsNonRoot();
    if (!Boolean.TRUE.equals(nonRoot)) {
      return;
    }
    String tail =
        " (pod: \"" + PodContainers.format(pod) + "\", container: " + container.getName() + ")";
    String user = user();
    if (user.isEmpty()) {
      String ofImage = image.user().split(":", 2)[0];
      if (ofImage.isEmpty() || ofImage.equals("0") || ofImage.equals("root")) {
        throw new StepFailure(
            "CreateContainerConfigError",
            "container has runAsNonRoot and image will run as root" + tail);
      }
      if (!ofImage.chars().allMatch(Character::isDigit)) {
        throw new StepFailure(
            "CreateContainerConfigError",
            "container has runAsNonRoot and image has non-numeric user ("
                + ofImage
                + "), cannot verify user is non-root"
                + tail);
      }
    } else if (user.equals("0") || user.startsWith("0:")) {
      throw new StepFailure(
          "CreateContainerConfigError", "container's runAsUser breaks non-root policy" + tail);
    }
  }

  ContainerConfig.Security security() {
    if (own == null) {
      return new ContainerConfig.Security(false, false, List.of(), List.of(), options(false));
    }
    boolean privileged = Boolean.TRUE.equals(own.getPrivileged());
    return new ContainerConfig.Security(
        privileged,
        Boolean.TRUE.equals(own.getReadOnlyRootFilesystem()),
        own.getCapabilities() == null ? List.of() : orEmpty(own.getCapabilities().getAdd()),
        own.getCapabilities() == null ? List.of() : orEmpty(own.getCapabilities().getDrop()),
        options(privileged));
  }

  /**
   * Where nothing is said, the engine's own seccomp profile holds (kubelet's --seccomp-default).
   */
  private List<String> options(boolean privileged) {
    List<String> options = new ArrayList<>();
    if (own != null && Boolean.FALSE.equals(own.getAllowPrivilegeEscalation())) {
      options.add("no-new-privileges");
    }
    SeccompProfile profile =
        (own != null && own.getSeccompProfile() != null)
            ? own.getSeccompProfile()
            : ofPod == null ? null : ofPod.getSeccompProfile();
    if (!privileged && profile != null && "Unconfined".equals(profile.getType())) {
      options.add("seccomp=unconfined");
    }
    return options;
  }

  private static List<String> orEmpty(@Nullable List<String> list) {
    return list == null ? List.of() : list;
  }
}
