package dev.setpoint.controller.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignaturesTest {

  private static final Instant NOW = Instant.parse("2026-11-01T10:00:00Z");
  private static final BootstrapToken TOKEN =
      new BootstrapToken("abcdef", "0123456789abcdef", null, true);

  /** The example of k8s.io/cluster-bootstrap/token/jws/jws_test.go. */
  @Test
  void signsAsKubernetesDoes() {
    String content = "Hello from the other side. I must have called a thousand times.";
    assertThat(
            DetachedSignature.of(
                content, new BootstrapToken("joshua", "my voice is my passcode", null, true)))
        .isEqualTo(
            "eyJhbGciOiJIUzI1NiIsImtpZCI6Impvc2h1YSJ9.."
                + "VShe2taLd-YTrmWuRkcL_8QTNDHYxQIEBsAYYiIj1_8");
  }

  @Test
  void tokensThatMaySignDoAndOthersSignaturesGo() {
    BootstrapToken expired = new BootstrapToken("expird", "0123456789abcdef", NOW, true);
    BootstrapToken other = new BootstrapToken("others", "0123456789abcdef", null, false);
    Map<String, String> data =
        Map.of("kubeconfig", "k", "other", "kept", "jws-kubeconfig-gonegn", "x");
    assertThat(Signatures.of(data, List.of(TOKEN, expired, other), NOW))
        .containsOnlyKeys("kubeconfig", "other", "jws-kubeconfig-abcdef");
  }

  @Test
  void nothingIsSignedWhereNothingIsThere() {
    assertThat(Signatures.of(Map.of("a", "b"), List.of(TOKEN), NOW)).isEqualTo(Map.of("a", "b"));
  }

  @ParameterizedTest
  @CsvSource({
    "token-id, ABCDEF",
    "token-id, abcdeg",
    "token-secret, short",
    "token-secret, ''",
  })
  void aSecretWithoutAUsableTokenIsNone(String key, String value) {
    assertThat(BootstrapToken.of(secret(Map.of(key, value)))).isEmpty();
  }

  @Test
  void aTokenIsReadWithWhatItMayAndHowLong() {
    BootstrapToken token =
        BootstrapToken.of(
                secret(
                    Map.of(
                        "expiration", "2026-11-01T12:00:00+02:00",
                        "usage-bootstrap-signing", "true")))
            .orElseThrow();
    assertThat(token.end()).isEqualTo(NOW);
    assertThat(token.signsAt(NOW.minusSeconds(1))).isTrue();
    assertThat(token.signsAt(NOW)).isFalse();
    assertThat(token.toString()).doesNotContain(token.secret());
  }

  @Test
  void anEndThatCannotBeReadHasPassed() {
    assertThat(BootstrapToken.end(secret(Map.of("expiration", "soon")))).isEqualTo(Instant.EPOCH);
    assertThat(BootstrapToken.end(secret(Map.of()))).isNull();
  }

  private static Secret secret(Map<String, String> changes) {
    Map<String, String> data =
        new HashMap<>(Map.of("token-id", "abcdef", "token-secret", "0123456789abcdef"));
    data.putAll(changes);
    data.replaceAll(
        (key, value) -> Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)));
    return new SecretBuilder()
        .withNewMetadata()
        .withName("bootstrap-token-abcdef")
        .endMetadata()
        .withType(BootstrapToken.TYPE)
        .withData(data)
        .build();
  }
}
