package dev.setpoint.common.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The host's name, lower-cased: the default node name, which api-service and node-agent must agree
 * on without asking a resolver.
 */
public final class HostName {

  private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");

  private HostName() {}

  public static String get() {
    try {
      String name =
          Files.isReadable(KERNEL)
              ? Files.readString(KERNEL)
              : InetAddress.getLocalHost().getHostName();
      return name.strip().toLowerCase(Locale.ROOT);
    } catch (IOException e) {
      throw new UncheckedIOException("the host's name can't be read", e);
    }
  }
}
