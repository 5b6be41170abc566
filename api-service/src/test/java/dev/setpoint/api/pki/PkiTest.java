package dev.setpoint.api.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PkiTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path state;

  private Pki at(Instant now, String... nodes) {
    return new Pki(
        new PkiProperties(
            state,
            List.of(nodes),
            new PkiProperties.Pki(List.of("api.example.test", "10.9.8.7"), null, null)),
        Clock.fixed(now, ZoneOffset.UTC),
        List.of(() -> List.of("10.96.0.1")));
  }

  @Test
  void laterStartsKeepEverything() {
    Pki first = at(NOW, "n1");
    Pki second = at(NOW.plus(Duration.ofDays(100)), "n1");
    assertThat(second.authority()).isEqualTo(first.authority());
    assertThat(second.server().certificate()).isEqualTo(first.server().certificate());
    assertThat(second.agentClient().certificate()).isEqualTo(first.agentClient().certificate());
    assertThat(second.tokens()).isEqualTo(first.tokens());
  }

  @Test
  void aNodeAddedLaterGetsATokenAndOthersKeepTheirs() {
    List<StaticToken> before = at(NOW, "n1").tokens();
    List<StaticToken> after = at(NOW, "n1", "n2").tokens();
    assertThat(after).containsAll(before).hasSize(before.size() + 1);
    assertThat(after.getLast().user()).isEqualTo("system:node:n2");
    assertThat(after.getLast().groups()).containsExactly("system:nodes");
  }

  @Test
  void leavesAreRenewedNearTheirEndAndTheAuthorityStays() throws Exception {
    Pki first = at(NOW, "n1");
    Instant late = NOW.plus(CertificateAuthority.LEAF_LIFETIME).minus(Duration.ofDays(5));
    Pki second = at(late, "n1");
    assertThat(second.authority()).isEqualTo(first.authority());
    assertThat(second.server().certificate()).isNotEqualTo(first.server().certificate());
    second.server().certificate().verify(first.authority().getPublicKey());
    assertThat(second.server().certificate().getNotAfter().toInstant())
        .isAfter(late.plus(Duration.ofDays(300)));
  }

  @Test
  void theServerAnswersToItsUsualNamesAndTheGivenOnes() throws Exception {
    assertThat(SubjectNames.of(at(NOW).server().certificate()))
        .contains(
            "localhost",
            "127.0.0.1",
            "0:0:0:0:0:0:0:1",
            "kubernetes",
            "kubernetes.default",
            "kubernetes.default.svc",
            "kubernetes.default.svc.cluster.local",
            "api.example.test",
            "10.9.8.7",
            "10.96.0.1");
  }

  @Test
  void onlyTheOwnerReadsTheFiles() throws Exception {
    Pki pki = at(NOW);
    try (var files = Files.list(state.resolve("pki"))) {
      for (Path file : files.filter(f -> !f.getFileName().toString().equals(".lock")).toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as(file.toString())
            .isEqualTo("rw-------");
      }
    }
    for (StaticToken token : pki.tokens()) {
      assertThat(token.token()).hasSizeGreaterThanOrEqualTo(43);
      assertThat(token.toString()).doesNotContain(token.token());
    }
  }

  @Test
  void replicasThatStartTogetherAgree() throws Exception {
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Pki> start = () -> at(NOW, "n1", "n2");
      List<Pki> all =
          pool.invokeAll(List.of(start, start, start, start)).stream()
              .map(java.util.concurrent.Future::resultNow)
              .toList();
      for (Pki each : all) {
        assertThat(each.tokens()).isEqualTo(all.getFirst().tokens());
        assertThat(each.authority()).isEqualTo(all.getFirst().authority());
        assertThat(each.server().certificate()).isEqualTo(all.getFirst().server().certificate());
      }
    }
  }
}
