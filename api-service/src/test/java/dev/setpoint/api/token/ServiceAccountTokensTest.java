package dev.setpoint.api.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.api.auth.TokenChecker.Outcome;
import dev.setpoint.api.auth.TokenProperties;
import dev.setpoint.api.pipeline.Warnings;
import dev.setpoint.api.pki.PkiFixture;
import dev.setpoint.api.rest.MemoryStore;
import dev.setpoint.api.storage.Write;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class ServiceAccountTokensTest {

  private static final String ISSUER = "https://kubernetes.default.svc";
  private static final ResourceType ACCOUNTS =
      new ResourceType("", "v1", "serviceaccounts", "ServiceAccount", true);
  private static final ResourceType PODS = new ResourceType("", "v1", "pods", "Pod", true);
  private static final ObjectKey ACCOUNT = new ObjectKey("ns", "sa");
  private static final ObjectKey POD = new ObjectKey("ns", "p");

  private final MemoryStore store = new MemoryStore();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private TokenIssuer issuer;
  private ServiceAccountTokens tokens;

  private final Clock clock =
      new Clock() {
        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }

        @Override
        public Instant instant() {
          return now;
        }
      };

  @BeforeEach
  void start(@TempDir Path state) {
    TokenProperties properties =
        new TokenProperties(ISSUER, List.of(), Duration.ZERO, true, Duration.ofSeconds(10));
    KeySet keys = new KeySet(PkiFixture.tokenKeys(state));
    issuer = new TokenIssuer(keys, store, clock, properties);
    tokens = new ServiceAccountTokens(keys, store, clock, properties);
    put(ACCOUNTS, ACCOUNT, "sa-uid");
    put(PODS, POD, "pod-uid");
  }

  private void put(ResourceType type, ObjectKey key, String uid) {
    String json =
        """
        {"metadata":{"name":"%s","namespace":"%s","uid":"%s"},
         "spec":{"serviceAccountName":"sa","nodeName":"n"}}
        """
            .formatted(key.name(), key.namespace(), uid);
    store.write(
        new Write.Create(type, key, KubeJson.readObject(json.getBytes(StandardCharsets.UTF_8))));
  }

  private void delete(ResourceType type, ObjectKey key) {
    var found = store.get(type, key).orElseThrow();
    store.write(new Write.Delete(type, key, found.revision(), found.tree()));
  }

  private String token(String spec) {
    ObjectNode tree = KubeJson.readObject(spec.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    return issuer.issue(ACCOUNT, tree, new Warnings()).path("status").path("token").asString();
  }

  private Outcome check(String token, String... audiences) {
    List<String> wanted = audiences.length == 0 ? List.of(ISSUER) : List.of(audiences);
    return tokens.check(token, token.getBytes(StandardCharsets.US_ASCII), wanted);
  }

  private static final String BOUND =
      "{'expirationSeconds':3600,'boundObjectRef':{'kind':'Pod','apiVersion':'v1','name':'p'}}";

  @Test
  void aTokenTellsWhoAndWhere() {
    Outcome outcome = check(token(BOUND));
    assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
    var identity = ((Outcome.Accepted) outcome).identity();
    assertThat(identity.user()).isEqualTo("system:serviceaccount:ns:sa");
    assertThat(identity.uid()).isEqualTo("sa-uid");
    assertThat(identity.groups())
        .containsExactly(
            "system:serviceaccounts", "system:serviceaccounts:ns", "system:authenticated");
    assertThat(identity.extra())
        .containsEntry("authentication.kubernetes.io/pod-name", List.of("p"))
        .containsEntry("authentication.kubernetes.io/node-name", List.of("n"));
  }

  @Test
  void itEndsWithItsTime() {
    String token = token("{'expirationSeconds':600}");
    now = now.plusSeconds(650);
    assertThat(check(token)).isInstanceOf(Outcome.Accepted.class);
    now = now.plusSeconds(11);
    assertThat(check(token)).isEqualTo(new Outcome.Refused("service account token has expired"));
  }

  @Test
  void itEndsWithItsPodAndIsNotTheNextPods() {
    String token = token(BOUND);
    delete(PODS, POD);
    assertThat(check(token))
        .isEqualTo(new Outcome.Refused("service account token has been invalidated"));
    put(PODS, POD, "another-uid");
    assertThat(check(token)).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void itEndsWithItsAccountAfterAShortTrust() {
    String token = token("{'expirationSeconds':600}");
    assertThat(check(token)).isInstanceOf(Outcome.Accepted.class);
    delete(ACCOUNTS, ACCOUNT);
    now = now.plusSeconds(10);
    assertThat(check(token)).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void itIsGoodForItsAudiencesOnly() {
    String token = token("{'expirationSeconds':600,'audiences':['vault','other']}");
    assertThat(check(token)).isInstanceOf(Outcome.Refused.class);
    Outcome outcome = check(token, "vault", "third");
    assertThat(((Outcome.Accepted) outcome).audiences()).containsExactly("vault");
  }

  @Test
  void anotherKeysTokenAndOtherTextsAreNotItsOwn(@TempDir Path other) {
    KeySet foreign = new KeySet(PkiFixture.tokenKeys(other));
    String forged =
        foreign.sign(
            new TokenClaims(
                    "id",
                    List.of(ISSUER),
                    now,
                    now,
                    now.plusSeconds(600),
                    "ns",
                    new TokenClaims.Ref("sa", "sa-uid"),
                    null,
                    null,
                    null,
                    null)
                .json(ISSUER));
    assertThat(check(forged)).isInstanceOf(Outcome.Refused.class);
    assertThat(check("a.b.c")).isInstanceOf(Outcome.Unknown.class);
    assertThat(check("opaque")).isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void thoseMountedByAdmissionLiveAYear() {
    String spec = BOUND.replace("3600", "3607");
    String token = token(spec);
    now = now.plus(Duration.ofDays(300));
    assertThat(check(token)).isInstanceOf(Outcome.Accepted.class);
  }
}
