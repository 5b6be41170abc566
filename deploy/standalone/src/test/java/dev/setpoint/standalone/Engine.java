package dev.setpoint.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The real Docker Engine and the processes in its containers, seen from outside. */
final class Engine {

  private Engine() {}

  static Shell.Result docker(String... arguments) {
    return Shell.run(
        Stream.concat(Stream.of("docker"), Stream.of(arguments)).toArray(String[]::new));
  }

  private static String inspect(String container, String template) {
    return docker("inspect", "--format", template, container).ok().text();
  }

  static long pid(String container) {
    return Long.parseLong(inspect(container, "{{.State.Pid}}"));
  }

  static String startedAt(String container) {
    return inspect(container, "{{.State.StartedAt}}");
  }

  /** The infra container whose network the container joined. */
  static String infraOf(String container) {
    return inspect(container, "{{.HostConfig.NetworkMode}}").replaceFirst("^container:", "");
  }

  /** Every container of a Pod, the infra container included. */
  static List<String> podOf(PodView pod) {
    String label = "label=setpoint.dev/pod-uid=" + pod.uid();
    return docker("ps", "-aq", "--no-trunc", "--filter", label).ok().text().lines().toList();
  }

  /** As above, without those that have ended. */
  static List<String> runningOf(PodView pod) {
    String label = "label=setpoint.dev/pod-uid=" + pod.uid();
    return docker("ps", "-q", "--no-trunc", "--filter", label).ok().text().lines().toList();
  }

  static Shell.Result exec(String container, String... command) {
    return docker(
        Stream.concat(Stream.of("exec", container), Stream.of(command)).toArray(String[]::new));
  }

  /** The namespace of a container's first process, as the kernel names it. */
  static String namespace(String container, String kind) throws IOException {
    return namespaceOf(pid(container), kind);
  }

  static String namespaceOf(long pid, String kind) throws IOException {
    return Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/" + kind)).toString();
  }

  /** The processes of a PID namespace, by this machine's ids. */
  static List<Long> processesIn(String pidNamespace) throws IOException {
    try (Stream<Path> proc = Files.list(Path.of("/proc"))) {
      return proc.map(p -> p.getFileName().toString())
          .filter(name -> name.chars().allMatch(Character::isDigit))
          .map(Long::valueOf)
          .filter(pid -> isIn(pid, pidNamespace))
          .toList();
    }
  }

  private static boolean isIn(long pid, String pidNamespace) {
    try {
      return namespaceOf(pid, "pid").equals(pidNamespace);
    } catch (IOException e) {
      return false; // it has ended
    }
  }

  /** A line of /proc/PID/status. */
  static String status(long pid, String field) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      return lines
          .filter(line -> line.startsWith(field + ":"))
          .map(line -> line.substring(field.length() + 1).strip())
          .findFirst()
          .orElse("");
    }
  }

  static void kill9(long pid) {
    Shell.run("kill", "-KILL", String.valueOf(pid)).ok();
  }
}
