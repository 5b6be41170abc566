package dev.setpoint.agent.volume;

import io.fabric8.kubernetes.api.model.HostPathVolumeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Checks, and where asked makes, the host's side of a hostPath volume. */
final class HostPaths {

  private static final int S_IFMT = 0170000;
  private static final int S_IFSOCK = 0140000;
  private static final int S_IFCHR = 0020000;
  private static final int S_IFBLK = 0060000;

  private HostPaths() {}

  static Path check(HostPathVolumeSource source) throws VolumeFailure {
    Path path = Path.of(source.getPath());
    String type = source.getType() == null ? "" : source.getType();
    try {
      switch (type) {
        case "" -> {}
        case "DirectoryOrCreate" -> {
          if (!Files.exists(path)) {
            Files.createDirectories(path);
          }
          require(Files.isDirectory(path), path, "a directory");
        }
        case "Directory" -> require(Files.isDirectory(path), path, "a directory");
        case "FileOrCreate" -> {
          if (!Files.exists(path)) {
            Files.createFile(path);
          }
          require(Files.isRegularFile(path), path, "a file");
        }
        case "File" -> require(Files.isRegularFile(path), path, "a file");
        case "Socket" -> require(kind(path) == S_IFSOCK, path, "a socket");
        case "CharDevice" -> require(kind(path) == S_IFCHR, path, "a character device");
        case "BlockDevice" -> require(kind(path) == S_IFBLK, path, "a block device");
        default -> throw new VolumeFailure(type + " is an invalid volume type");
      }
    } catch (IOException e) {
      throw new VolumeFailure("hostPath type check failed: " + e.getMessage(), e);
    }
    return path;
  }

  private static int kind(Path path) throws IOException {
    try {
      return (int) Files.getAttribute(path, "unix:mode") & S_IFMT;
    } catch (NoSuchFileException e) {
      return Files.exists(path, LinkOption.NOFOLLOW_LINKS) ? -1 : 0;
    }
  }

  private static void require(boolean holds, Path path, String what) throws VolumeFailure {
    if (!holds) {
      throw new VolumeFailure("hostPath type check failed: " + path + " is not " + what);
    }
  }
}
