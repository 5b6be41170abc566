package dev.setpoint.agent.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs the right to mount. */
class SubPathsIT {

  @TempDir Path temp;
  private Path volume;
  private Path target;

  @BeforeEach
  void make() throws Exception {
    volume = Files.createDirectories(temp.resolve("volume"));
    target = temp.resolve("targets").resolve("0");
    Files.writeString(temp.resolve("secret"), "outside");
  }

  @AfterEach
  void unmount() throws Exception {
    Mounts.unmountBelow(temp);
  }

  @Test
  void existingFileIsBound() throws Exception {
    Files.writeString(Files.createDirectories(volume.resolve("a")).resolve("f"), "inside");
    SubPaths.bind(volume, "a/f", target);
    assertThat(Files.readString(target)).isEqualTo("inside");
  }

  @Test
  void missingDirectoryIsMade() throws Exception {
    SubPaths.bind(volume, "x/y", target);
    Files.writeString(target.resolve("f"), "hi");
    assertThat(Files.readString(volume.resolve("x/y/f"))).isEqualTo("hi");
  }

  @Test
  void linksInsideAreFollowed() throws Exception {
    Files.writeString(volume.resolve("real"), "inside");
    Files.createSymbolicLink(volume.resolve("link"), Path.of("real"));
    SubPaths.bind(volume, "link", target);
    assertThat(Files.readString(target)).isEqualTo("inside");
  }

  @Test
  void linksOutOfTheVolumeAreRefused() throws Exception {
    Files.createSymbolicLink(volume.resolve("up"), Path.of(".."));
    Files.createSymbolicLink(volume.resolve("root"), Path.of("/"));
    for (String way : new String[] {"up/secret", "up", "root/etc", "../secret", "a/../../x"}) {
      assertThatThrownBy(() -> SubPaths.bind(volume, way, target))
          .as(way)
          .isInstanceOf(VolumeFailure.class);
    }
  }

  @Test
  void nothingMountedIsEverDeleted() throws Exception {
    Files.writeString(volume.resolve("f"), "keep");
    Path directory = Files.createDirectories(temp.resolve("pod").resolve("mounted"));
    Mounts.bind(volume.toString(), directory);
    assertThatThrownBy(() -> Mounts.deleteTree(temp.resolve("pod")))
        .hasMessageContaining("still mounted");
    Mounts.unmountBelow(temp.resolve("pod"));
    Mounts.deleteTree(temp.resolve("pod"));
    assertThat(volume.resolve("f")).hasContent("keep");
  }
}
