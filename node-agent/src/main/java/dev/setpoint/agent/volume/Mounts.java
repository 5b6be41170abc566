package dev.setpoint.agent.volume;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Mounts made by the agent below its own directories. */
final class Mounts {

  private static final Path MOUNTINFO = Path.of("/proc/self/mountinfo");

  private Mounts() {}

  static void tmpfs(Path target, long sizeBytes, String mode) throws IOException {
    if (!isMountPoint(target)) {
      String size = sizeBytes > 0 ? ",size=" + sizeBytes : "";
      Syscalls.mount(
          "tmpfs",
          target.toString(),
          "tmpfs",
          Syscalls.MS_NOSUID | Syscalls.MS_NODEV,
          "mode=" + mode + size);
    }
  }

  static void bind(String source, Path target) throws IOException {
    Syscalls.mount(source, target.toString(), "none", Syscalls.MS_BIND | Syscalls.MS_REC, "");
  }

  static boolean isMountPoint(Path path) throws IOException {
    Path real = path.toRealPath();
    return mountPoints().contains(real);
  }

  /** Unmounts everything at and below, the innermost and latest first. */
  static void unmountBelow(Path directory) throws IOException {
    Path real = directory.toRealPath();
    List<Path> below =
        new ArrayList<>(mountPoints().stream().filter(p -> p.startsWith(real)).toList());
    below.sort(Comparator.comparingInt(Path::getNameCount));
    for (Path mount : below.reversed()) {
      Syscalls.unmount(mount.toString());
    }
  }

  /**
   * Deletes a tree without following links. Refuses while anything is mounted below, since that may
   * be a user's directory on the host.
   */
  static void deleteTree(Path directory) throws IOException {
    if (!Files.exists(directory, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Path real = directory.toRealPath();
    if (mountPoints().stream().anyMatch(p -> p.startsWith(real))) {
      throw new IOException("something is still mounted below " + directory);
    }
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.deleteIfExists(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static List<Path> mountPoints() {
    try {
      return Files.readAllLines(MOUNTINFO).stream()
          .map(line -> Path.of(unescape(line.split(" ")[4])))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The kernel writes blanks, tabs, newlines and backslashes as three octal digits. */
  private static String unescape(String text) {
    return text.replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\");
  }
}
