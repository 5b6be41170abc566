package dev.setpoint.agent.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelCountersTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path host;
  private KernelCounters counters;

  @BeforeEach
  void setUp() {
    counters = new KernelCounters(host.resolve("proc"), host.resolve("cgroup"));
  }

  private void file(String path, String text) throws IOException {
    Path file = host.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void versionOne(String group) throws IOException {
    file("cgroup/cpuacct/" + group + "/cpuacct.usage", "1500000000\n");
    file("cgroup/memory/" + group + "/memory.usage_in_bytes", "5000\n");
    file("cgroup/memory/" + group + "/memory.stat", "inactive_file 9\ntotal_inactive_file 1000\n");
  }

  @Test
  void versionOneByTheProcess() throws IOException {
    file("proc/42/cgroup", "3:cpu,cpuacct:/pods/abc\n2:memory:/pods/abc\n0::/elsewhere\n");
    versionOne("pods/abc");
    assertThat(counters.container("abc", 42, NOW)).isEqualTo(new Sample(NOW, 1_500_000_000L, 4000));
  }

  @Test
  void versionTwoByTheProcess() throws IOException {
    file("cgroup/cgroup.controllers", "cpu memory\n");
    file("proc/42/cgroup", "0::/system.slice/docker-abc.scope\n");
    file("cgroup/system.slice/docker-abc.scope/cpu.stat", "usage_usec 2500\nuser_usec 1\n");
    file("cgroup/system.slice/docker-abc.scope/memory.current", "700\n");
    file("cgroup/system.slice/docker-abc.scope/memory.stat", "anon 1\ninactive_file 900\n");
    assertThat(counters.container("abc", 42, NOW)).isEqualTo(new Sample(NOW, 2_500_000L, 0));
  }

  @Test
  void whereProcessesCannotBeSeenTheUsualPlaceIsRead() throws IOException {
    versionOne("docker/abc");
    assertThat(counters.container("abc", 42, NOW)).isNotNull();
  }

  /** A process id that was given to another one in the meantime. */
  @Test
  void anotherContainersGroupIsNotRead() throws IOException {
    file("proc/42/cgroup", "3:cpuacct:/docker/def\n");
    versionOne("docker/def");
    assertThat(counters.container("abc", 42, NOW)).isNull();
  }

  @Test
  void endedContainerHasNone() {
    assertThat(counters.container("abc", 42, NOW)).isNull();
  }

  @Test
  void nodeCountsNeitherIdlenessNorGuestsTwice() throws IOException {
    file("proc/stat", "cpu  100 10 20 9999 8888 3 4 5 77 66\ncpu0 1 1 1 1\n");
    file("proc/meminfo", "MemTotal: 1000 kB\nMemFree: 300 kB\nInactive(file): 100 kB\n");
    assertThat(counters.node(NOW)).isEqualTo(new Sample(NOW, 1_420_000_000L, 600 * 1024));
  }
}
