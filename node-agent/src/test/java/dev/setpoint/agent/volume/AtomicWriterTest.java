package dev.setpoint.agent.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicWriterTest {

  @TempDir Path target;

  private static Payload payload(String... pathsAndTexts) throws VolumeFailure {
    Payload payload = new Payload();
    for (int i = 0; i < pathsAndTexts.length; i += 2) {
      payload.put(pathsAndTexts[i], pathsAndTexts[i + 1].getBytes(StandardCharsets.UTF_8), 0640);
    }
    return payload;
  }

  @Test
  void filesAreReplacedAllAtOnce() throws Exception {
    assertThat(AtomicWriter.write(target, payload("a", "1", "d/b", "2").files())).isTrue();
    Path before = target.resolve("..data").toRealPath();
    assertThat(AtomicWriter.write(target, payload("a", "1", "d/b", "2").files())).isFalse();
    assertThat(target.resolve("..data").toRealPath()).isEqualTo(before);
    assertThat(AtomicWriter.write(target, payload("a", "3", "c", "4").files())).isTrue();
    assertThat(target.resolve("a")).hasContent("3");
    assertThat(target.resolve("c")).hasContent("4");
    assertThat(before).doesNotExist();
    try (Stream<Path> names = Files.list(target)) {
      assertThat(names.map(p -> p.getFileName().toString()).filter(n -> !n.startsWith("..")))
          .containsExactlyInAnyOrder("a", "c");
    }
    assertThat(Files.readSymbolicLink(target.resolve("a"))).isEqualTo(Path.of("..data/a"));
  }

  @Test
  void pathsCannotLeadOut() {
    for (String path : new String[] {"/etc/x", "../x", "a/../../x", "..data", "", "a//b"}) {
      assertThatThrownBy(() -> payload(path, "")).as(path).isInstanceOf(VolumeFailure.class);
    }
  }
}
