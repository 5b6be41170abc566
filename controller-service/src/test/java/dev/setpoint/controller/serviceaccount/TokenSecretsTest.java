package dev.setpoint.controller.serviceaccount;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TokenSecretsTest {

  private static final ServiceAccount ACCOUNT =
      new ServiceAccountBuilder()
          .withNewMetadata()
          .withName("robot")
          .withUid("uid-1")
          .endMetadata()
          .build();

  private static Secret secret(Map<String, String> annotations, Map<String, String> data) {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace("ns")
        .withAnnotations(annotations)
        .endMetadata()
        .withType(TokenSecrets.TYPE)
        .withData(data)
        .build();
  }

  @Test
  void fillsWhatIsMissingAndGoesWithTheAccount() {
    Secret empty = secret(Map.of(TokenSecrets.ACCOUNT, "robot"), Map.of());
    assertThat(TokenSecrets.of(empty, ACCOUNT, "ca")).isEqualTo(TokenSecrets.FILL);
    assertThat(TokenSecrets.of(empty, null, "ca")).isEqualTo(TokenSecrets.DELETE);
    Secret other =
        secret(Map.of(TokenSecrets.ACCOUNT, "robot", TokenSecrets.ACCOUNT_UID, "old"), Map.of());
    assertThat(TokenSecrets.of(other, ACCOUNT, "ca")).isEqualTo(TokenSecrets.DELETE);
    Secret full =
        secret(
            Map.of(TokenSecrets.ACCOUNT, "robot", TokenSecrets.ACCOUNT_UID, "uid-1"),
            Map.of(
                "token", "dA==",
                "ca.crt", TokenSecrets.encode("ca"),
                "namespace", TokenSecrets.encode("ns")));
    assertThat(TokenSecrets.of(full, ACCOUNT, "ca")).isEqualTo(TokenSecrets.LEAVE);
    assertThat(TokenSecrets.of(full, ACCOUNT, "new ca")).isEqualTo(TokenSecrets.FILL);
    assertThat(TokenSecrets.of(secret(Map.of(), Map.of()), null, "ca"))
        .isEqualTo(TokenSecrets.LEAVE);
  }
}
