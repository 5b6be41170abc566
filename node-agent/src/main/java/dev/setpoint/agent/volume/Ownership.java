package dev.setpoint.agent.volume;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Gives a volume to the Pod's fsGroup, as kubelet does: group access, and setgid directories. */
final class Ownership {

  private static final int SETGID = 02000;

  private Ownership() {}

  static void apply(Path volume, Pod pod) throws IOException {
    Long group =
        pod.getSpec().getSecurityContext() == null
            ? null
            : pod.getSpec().getSecurityContext().getFsGroup();
    if (group == null) {
      return;
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(volume)) {
      all = walk.toList();
    }
    for (Path path : all) {
      Files.setAttribute(path, "unix:gid", group.intValue(), LinkOption.NOFOLLOW_LINKS);
      if (!Files.isSymbolicLink(path)) {
        int mode = (int) Files.getAttribute(path, "unix:mode") & 07777;
        int wanted =
            Files.isDirectory(path) ? mode | 0070 | SETGID : mode | (mode & 0200) >> 3 | 0040;
        Files.setAttribute(path, "unix:mode", wanted);
      }
    }
  }
}
