package dev.setpoint.api.schema;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * Finds Kubernetes' own data in a {@code shared} folder beside a parent of the module. It is no
 * part of the project: tests that need it are reported as skipped where it is missing.
 */
public final class KubernetesData {

  private KubernetesData() {}

  public static Path require(String path) {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      Path found = folder.resolve("shared").resolve(path);
      if (Files.exists(found)) {
        return found;
      }
    }
    return Assumptions.abort("shared/" + path + " is not beside this checkout");
  }
}
