package dev.setpoint.standalone;

import dev.setpoint.common.json.KubeJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** The kubectl programs of this machine. */
final class Kubectls {

  static final int OLDEST = 27;
  static final int NEWEST = 33;

  /** One of them, of version 1.{@code minor}. */
  record Program(Path path, int minor) {

    @Override
    public String toString() {
      return "kubectl 1." + minor;
    }
  }

  private Kubectls() {}

  /** Those kept by version beside the one on the PATH, oldest first; where none is, that one. */
  static List<Program> all() {
    Path program = onPath();
    List<Program> versions =
        IntStream.rangeClosed(OLDEST, NEWEST)
            .mapToObj(minor -> new Program(sibling(program, minor), minor))
            .filter(version -> Files.isExecutable(version.path()))
            .toList();
    return versions.isEmpty() ? List.of(new Program(program, minor(program))) : versions;
  }

  /** Those of these minor versions; where none is here, the newest that is. */
  static List<Path> ofMinor(Integer... minors) {
    List<Path> found =
        all().stream()
            .filter(version -> List.of(minors).contains(version.minor()))
            .map(Program::path)
            .toList();
    return found.isEmpty() ? List.of(newest()) : found;
  }

  /** The newest of them. */
  static Path newest() {
    return all().getLast().path();
  }

  private static Path sibling(Path program, int minor) {
    try {
      return program.toRealPath().resolveSibling("kubectl.1." + minor);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int minor(Path program) {
    String version =
        Shell.run(program.toString(), "version", "--client", "--output=json").ok().out();
    String minor =
        KubeJson.TREES.readTree(version).path("clientVersion").path("minor").asString("");
    return Integer.parseInt(minor.replaceAll("\\D", ""));
  }

  private static Path onPath() {
    for (String dir : System.getenv("PATH").split(":")) {
      Path program = Path.of(dir, "kubectl");
      if (Files.isExecutable(program)) {
        return program;
      }
    }
    throw new AssertionError("kubectl is not on the PATH");
  }
}
