package dev.setpoint.agent.usage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads control groups of either version and the host's own counters: three small files a
 * container, where the engine's statistics would cost it a second of sampling each.
 */
public final class KernelCounters implements Counters {

  private static final long TICK_NANOS = 1_000_000_000L / 100; // USER_HZ is 100 everywhere
  private static final long KIBI = 1024;

  private final Path proc;
  private final Path groups;

  public KernelCounters() {
    this(Path.of("/proc"), Path.of("/sys/fs/cgroup"));
  }

  KernelCounters(Path proc, Path groups) {
    this.proc = proc;
    this.groups = groups;
  }

  @Override
  public @Nullable Sample container(String id, long pid, Instant now) {
    try {
      for (String name : names(id, pid)) {
        Sample sample =
            Files.exists(groups.resolve("cgroup.controllers"))
                ? unified(groups.resolve(name), now)
                : split(name, now);
        if (sample != null) {
          return sample;
        }
      }
    } catch (IOException | NumberFormatException e) {
      return null; // it has just ended
    }
    return null;
  }

  /** What its process says, and where engines put it if that process can't be seen from here. */
  private List<String> names(String id, long pid) {
    List<String> names = new ArrayList<>();
    try {
      for (String line : lines(proc.resolve(pid + "/cgroup"))) {
        String[] part = line.split(":", 3);
        if (part.length == 3 && (part[1].isEmpty() || part[1].contains("cpuacct"))) {
          names.add(relative(part[2]));
        }
      }
    } catch (IOException e) {
      names.clear();
    }
    names.removeIf(name -> name.isEmpty() || !name.contains(id));
    names.add("docker/" + id);
    names.add("system.slice/docker-" + id + ".scope");
    return names;
  }

  private static String relative(String path) {
    return path.startsWith("/") ? path.substring(1) : path;
  }

  private static @Nullable Sample unified(Path group, Instant now) throws IOException {
    if (!Files.exists(group.resolve("cpu.stat"))) {
      return null;
    }
    long micros = field(group.resolve("cpu.stat"), "usage_usec");
    long used = number(group.resolve("memory.current"));
    long inactive = field(group.resolve("memory.stat"), "inactive_file");
    return new Sample(now, micros * 1000, Math.max(0, used - inactive));
  }

  private @Nullable Sample split(String name, Instant now) throws IOException {
    Path cpu = groups.resolve("cpuacct").resolve(name).resolve("cpuacct.usage");
    Path memory = groups.resolve("memory").resolve(name);
    if (!Files.exists(cpu)) {
      return null;
    }
    long used = number(memory.resolve("memory.usage_in_bytes"));
    long inactive = field(memory.resolve("memory.stat"), "total_inactive_file");
    return new Sample(now, number(cpu), Math.max(0, used - inactive));
  }

  @Override
  public @Nullable Sample node(Instant now) {
    try {
      String[] ticks = lines(proc.resolve("stat")).getFirst().split(" +");
      long busy = 0;
      for (int i = 1; i < Math.min(ticks.length, 9); i++) {
        boolean idle = i == 4 || i == 5; // idle, iowait; guests' time is part of user's
        busy += idle ? 0 : Long.parseLong(ticks[i]);
      }
      Path memory = proc.resolve("meminfo");
      long kibis =
          field(memory, "MemTotal:") - field(memory, "MemFree:") - field(memory, "Inactive(file):");
      return new Sample(now, busy * TICK_NANOS, Math.max(0, kibis * KIBI));
    } catch (IOException | NumberFormatException e) {
      return null;
    }
  }

  private static long field(Path file, String name) throws IOException {
    for (String line : lines(file)) {
      String[] part = line.split("\\s+");
      if (part.length > 1 && part[0].equals(name)) {
        return Long.parseLong(part[1]);
      }
    }
    throw new IOException(file + " has no " + name);
  }

  private static long number(Path file) throws IOException {
    return Long.parseLong(lines(file).getFirst().strip());
  }

  /** In one read each: such files have no length. */
  private static List<String> lines(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      List<String> lines =
          new String(in.readNBytes(64 * 1024), StandardCharsets.US_ASCII).lines().toList();
      if (lines.isEmpty()) {
        throw new IOException(file + " is empty");
      }
      return lines;
    }
  }
}
