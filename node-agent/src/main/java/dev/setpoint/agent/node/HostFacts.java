package dev.setpoint.agent.node;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the host itself says: identity, address, free memory and disk, processes. */
final class HostFacts {

  private HostFacts() {}

  /**
   * In one read: files below /proc/sys end after the first, and Files.readString asks for one byte.
   */
  static String read(String path) {
    try (InputStream in = Files.newInputStream(Path.of(path))) {
      return new String(in.readNBytes(64 * 1024), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "";
    }
  }

  static String machineId() {
    String id = read("/etc/machine-id");
    return id.isEmpty() ? read("/sys/class/dmi/id/product_uuid") : id;
  }

  /** The address this host would use to reach others; no packet is sent. */
  static String address() {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(InetAddress.getByAddress(new byte[] {8, 8, 8, 8}), 53));
      String address = socket.getLocalAddress().getHostAddress();
      return address.equals("0.0.0.0") ? "127.0.0.1" : address;
    } catch (IOException | java.io.UncheckedIOException e) {
      return "127.0.0.1";
    }
  }

  static long availableMemory() {
    for (String line : read("/proc/meminfo").split("\n")) {
      if (line.startsWith("MemAvailable:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
    }
    return Long.MAX_VALUE;
  }

  /** Total and usable bytes where a directory lies. */
  record Disk(long total, long usable) {}

  static Disk disk(Path directory) {
    try {
      FileStore store = Files.getFileStore(directory);
      return new Disk(store.getTotalSpace(), store.getUsableSpace());
    } catch (IOException e) {
      return new Disk(0, Long.MAX_VALUE);
    }
  }

  /** Threads now and the most there may be. */
  record Pids(long running, long most) {}

  static Pids pids() {
    String[] load = read("/proc/loadavg").split(" ");
    String most = read("/proc/sys/kernel/pid_max");
    long running =
        load.length > 3 ? Long.parseLong(load[3].substring(load[3].indexOf('/') + 1)) : 0;
    return new Pids(running, most.isEmpty() ? Long.MAX_VALUE : Long.parseLong(most));
  }
}
