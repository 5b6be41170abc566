package dev.setpoint.agent.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.setpoint.agent.cluster.TokenApi;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountTokenProjection;
import io.fabric8.kubernetes.api.model.ServiceAccountTokenProjectionBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class PodTokensTest {

  private final Pod pod =
      new PodBuilder()
          .withNewMetadata()
          .withNamespace("ns")
          .withName("p")
          .withUid("u")
          .endMetadata()
          .withNewSpec()
          .endSpec()
          .build();
  private final ServiceAccountTokenProjection hour = wanted("", 3600);
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private int issued;
  private boolean away;

  private final TokenApi api =
      (namespace, account, name, uid, audience, seconds) -> {
        if (away) {
          throw new IllegalStateException("away");
        }
        assertThat(account).isEqualTo("default");
        return new TokenApi.IssuedToken("t" + ++issued, now.plusSeconds(seconds));
      };

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

  private static ServiceAccountTokenProjection wanted(String audience, long seconds) {
    return new ServiceAccountTokenProjectionBuilder()
        .withAudience(audience)
        .withExpirationSeconds(seconds)
        .withPath("token")
        .build();
  }

  private final PodTokens tokens = new PodTokens(api, clock);

  @Test
  void aTokenIsRenewedAfterFourFifthsOfItsLife() {
    assertThat(tokens.token(pod, hour)).isEqualTo("t1");
    now = now.plus(Duration.ofMinutes(47));
    assertThat(tokens.token(pod, hour)).isEqualTo("t1");
    now = now.plus(Duration.ofMinutes(1));
    assertThat(tokens.token(pod, hour)).isEqualTo("t2");
  }

  @Test
  void aLongOneIsRenewedEveryDay() {
    ServiceAccountTokenProjection month = wanted("", 30 * 86400);
    tokens.token(pod, month);
    now = now.plus(Duration.ofHours(24));
    assertThat(tokens.token(pod, month)).isEqualTo("t2");
  }

  @Test
  void whileTheApiIsAwayTheOldOneServesAsLongAsItHolds() {
    tokens.token(pod, hour);
    away = true;
    now = now.plus(Duration.ofMinutes(55));
    assertThat(tokens.token(pod, hour)).isEqualTo("t1");
    now = now.plus(Duration.ofMinutes(6));
    assertThatThrownBy(() -> tokens.token(pod, hour)).hasMessage("away");
  }

  @Test
  void eachAudienceHasItsOwn() {
    tokens.token(pod, hour);
    assertThat(tokens.token(pod, wanted("vault", 3600))).isEqualTo("t2");
    tokens.forget("u");
    assertThat(tokens.token(pod, hour)).isEqualTo("t3");
  }
}
