package dev.setpoint.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFileTest {

  @TempDir Path dir;

  @Test
  void tellsOfTheRunWhileItLasts() throws Exception {
    Path state = dir.resolve("run/state");
    try (RunFile file = RunFile.claim(dir)) {
      file.put(Map.of("phase", "starting", "pid", "1"));
      file.put(Map.of("phase", "ready"));
      assertThat(state).hasContent("phase=ready\npid=1\n");
      assertThatThrownBy(() -> RunFile.claim(dir)).isInstanceOf(OverlappingFileLockException.class);
      file.remember("cluster", "uid");
    }
    assertThat(Files.exists(state)).isFalse();
    assertThat(dir.resolve("run/cluster")).hasContent("uid\n");
    RunFile.claim(dir).close();
  }
}
