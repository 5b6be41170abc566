package dev.setpoint.agent.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Binds one path inside a volume. What the Pod wrote into the volume decides where a path leads, so
 * it is resolved by the kernel in one call that refuses to leave the volume, and the very file it
 * opened is bound, not its name (CVE-2017-1002101, CVE-2021-25741).
 */
final class SubPaths {

  private SubPaths() {}

  /** Binds {@code volume/subPath} at {@code target}; a missing directory is made. */
  static void bind(Path volume, String subPath, Path target) throws VolumeFailure {
    for (String part : subPath.split("/")) {
      if (part.equals("..")) {
        throw new VolumeFailure("subPath \"" + subPath + "\" must not contain '..'");
      }
    }
    if (subPath.startsWith("/")) {
      throw new VolumeFailure("subPath \"" + subPath + "\" must be a relative path");
    }
    try (Syscalls.Handle root = Syscalls.open(volume.toRealPath().toString());
        Syscalls.Handle inside = openOrMake(root, subPath)) {
      Path source = Path.of(inside.path());
      Files.createDirectories(target.getParent());
      if (Files.isDirectory(source)) {
        Files.createDirectories(target);
      } else if (!Files.exists(target)) {
        Files.createFile(target);
      }
      Mounts.unmountBelow(target); // left by an earlier instance of the container
      Mounts.bind(inside.path(), target);
    } catch (IOException e) {
      throw new VolumeFailure("error preparing subPath \"" + subPath + "\": " + e.getMessage(), e);
    }
  }

  private static Syscalls.Handle openOrMake(Syscalls.Handle root, String subPath)
      throws IOException {
    try {
      return Syscalls.openBeneath(root, subPath);
    } catch (Syscalls.Failed e) {
      if (e.errno() != Syscalls.ENOENT) {
        throw e;
      }
    }
    String done = ".";
    for (String part : subPath.split("/")) {
      if (part.isEmpty()) {
        continue;
      }
      try (Syscalls.Handle parent = Syscalls.openBeneath(root, done)) {
        Syscalls.makeDirectory(parent, part, 0755);
      } catch (Syscalls.Failed e) {
        if (e.errno() != Syscalls.EEXIST) {
          throw e;
        }
      }
      done = done + "/" + part;
    }
    return Syscalls.openBeneath(root, subPath);
  }
}
