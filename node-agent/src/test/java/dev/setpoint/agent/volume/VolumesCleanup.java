package dev.setpoint.agent.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Unmounts what a test left, so that its directory can be removed. */
public record VolumesCleanup(Path stateDir) {

  public void run() throws IOException {
    Path pods = stateDir.resolve("pods");
    if (Files.isDirectory(pods)) {
      Mounts.unmountBelow(pods);
    }
  }
}
