package dev.setpoint.agent.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Replaces all files of a volume at once: readers see {@code name -> ..data/name}, and one rename
 * moves {@code ..data} to a new directory.
 */
final class AtomicWriter {

  private static final String DATA = "..data";

  private AtomicWriter() {}

  /** Returns whether anything changed. */
  static boolean write(Path target, Map<String, Payload.Entry> files) throws IOException {
    Path data = target.resolve(DATA);
    if (Files.isSymbolicLink(data) && sameContent(data, files)) {
      return false;
    }
    Path fresh = target.resolve("..data_" + UUID.randomUUID());
    Files.createDirectory(fresh);
    chmod(fresh, 0755);
    for (Map.Entry<String, Payload.Entry> file : files.entrySet()) {
      Path path = fresh.resolve(file.getKey());
      makeParents(fresh, path);
      Files.write(path, file.getValue().bytes());
      chmod(path, file.getValue().mode());
    }
    Path before = Files.isSymbolicLink(data) ? target.resolve(Files.readSymbolicLink(data)) : null;
    Path link = target.resolve("..data_tmp");
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, fresh.getFileName());
    Files.move(link, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    linkNames(target, files.keySet());
    if (before != null) {
      Mounts.deleteTree(before);
    }
    return true;
  }

  private static void makeParents(Path root, Path file) throws IOException {
    Path parent = file.getParent();
    if (parent != null && !parent.equals(root) && !Files.isDirectory(parent)) {
      makeParents(root, parent);
      Files.createDirectory(parent);
      chmod(parent, 0755);
    }
  }

  private static void linkNames(Path target, Set<String> paths) throws IOException {
    Set<String> wanted = new HashSet<>();
    for (String path : paths) {
      int slash = path.indexOf('/');
      wanted.add(slash < 0 ? path : path.substring(0, slash));
    }
    for (String name : wanted) {
      Path link = target.resolve(name);
      if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
        Files.createSymbolicLink(link, Path.of(DATA, name));
      }
    }
    List<Path> present;
    try (Stream<Path> list = Files.list(target)) {
      present = list.toList();
    }
    for (Path path : present) {
      String name = String.valueOf(path.getFileName());
      if (!name.startsWith("..") && !wanted.contains(name)) {
        Files.delete(path);
      }
    }
  }

  private static boolean sameContent(Path data, Map<String, Payload.Entry> files)
      throws IOException {
    Path real;
    try {
      real = data.toRealPath();
    } catch (NoSuchFileException e) {
      return false; // cut short by a crash
    }
    int count = 0;
    List<Path> present;
    try (Stream<Path> walk = Files.walk(real)) {
      present = walk.filter(Files::isRegularFile).toList();
    }
    for (Path file : present) {
      Payload.Entry wanted = files.get(real.relativize(file).toString());
      if (wanted == null || !Arrays.equals(wanted.bytes(), Files.readAllBytes(file))) {
        return false;
      }
      count++;
    }
    return count == files.size();
  }

  static void chmod(Path path, int mode) throws IOException {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] all = PosixFilePermission.values(); // owner rwx, group rwx, others rwx
    for (int bit = 0; bit < 9; bit++) {
      if ((mode & (0400 >> bit)) != 0) {
        permissions.add(all[bit]);
      }
    }
    Files.setPosixFilePermissions(path, permissions);
  }
}
