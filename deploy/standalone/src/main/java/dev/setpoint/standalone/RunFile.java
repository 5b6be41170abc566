package dev.setpoint.standalone;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Tells other programs of the run that owns a state directory: {@code run/state} holds {@code
 * key=value} lines, {@code run/lock} is locked by this process for as long as it lives, and {@code
 * run/cluster} keeps what the containers of its Pods are labelled with.
 */
final class RunFile implements AutoCloseable {

  private final Path file;
  private final FileChannel channel;
  private final Map<String, String> values = new TreeMap<>();

  private RunFile(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  static RunFile claim(Path stateDir) throws IOException {
    Path dir = Files.createDirectories(stateDir.resolve("run"));
    FileChannel channel =
        FileChannel.open(dir.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      throw new StartFailure("another Setpoint runs on " + stateDir);
    }
    return new RunFile(dir.resolve("state"), channel);
  }

  synchronized void put(Map<String, String> changes) throws IOException {
    values.putAll(changes);
    Path fresh = file.resolveSibling("state.new");
    Files.writeString(
        fresh,
        values.entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue() + "\n")
            .collect(Collectors.joining()));
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Keeps a value in a file of its own, beyond this run. */
  void remember(String key, String value) throws IOException {
    Files.writeString(file.resolveSibling(key), value + "\n");
  }

  /** The file goes and the lock with it: the state directory is free. */
  @Override
  public synchronized void close() throws IOException {
    Files.deleteIfExists(file);
    channel.close();
  }
}
