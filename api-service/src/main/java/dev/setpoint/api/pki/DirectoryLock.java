package dev.setpoint.api.pki;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/** One writer of a folder at a time, among the processes of a host and inside this one. */
final class DirectoryLock {

  /** File locks belong to the whole process, so its own threads need this too. */
  private static final ReentrantLock IN_PROCESS = new ReentrantLock();

  private DirectoryLock() {}

  interface Action<T> {
    T run() throws Exception;
  }

  static <T> T hold(Path directory, Action<T> action) throws Exception {
    IN_PROCESS.lock();
    try (FileChannel channel =
            FileChannel.open(
                directory.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = channel.lock()) {
      if (!lock.isValid()) {
        throw new IOException("the lock of " + directory + " was lost");
      }
      return action.run();
    } finally {
      IN_PROCESS.unlock();
    }
  }
}
