package dev.setpoint.api.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditFileTest {

  private static Clock at(int second) {
    return Clock.fixed(Instant.ofEpochSecond(1_700_000_000 + second), ZoneOffset.UTC);
  }

  @Test
  void fullFilesAreClosedAndTheOldestRemoved(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("audit.log");
    for (int i = 0; i < 5; i++) {
      try (AuditFile log = new AuditFile(file, 25, 2, Duration.ZERO, at(i))) {
        log.write(("first line " + i).getBytes(StandardCharsets.UTF_8));
        log.write(("second line " + i).getBytes(StandardCharsets.UTF_8));
      }
    }
    try (Stream<Path> all = Files.list(folder)) {
      List<String> names = all.map(p -> p.getFileName().toString()).sorted().toList();
      assertThat(names).hasSize(3).last().isEqualTo("audit.log");
      assertThat(names.getFirst()).startsWith("audit-2023-11-14T");
    }
    assertThat(Files.readAllLines(file)).containsExactly("second line 4");
  }
}
