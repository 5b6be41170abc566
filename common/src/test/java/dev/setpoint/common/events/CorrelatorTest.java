package dev.setpoint.common.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CorrelatorTest {

  private final Correlator correlator = new Correlator();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  private Occurrence occurrence(String name, String message) {
    return new Occurrence(
        new ObjectReferenceBuilder().withKind("Pod").withNamespace("ns").withName(name).build(),
        "Normal",
        "Created",
        message,
        now);
  }

  @Test
  void aRepeatCountsUp() {
    Occurrence first = occurrence("p", "m");
    assertThat(correlator.decide(first).orElseThrow().known()).isNull();
    correlator.wrote(first, new Correlator.Written("e", 1, now));
    Correlator.Decision again = correlator.decide(occurrence("p", "m")).orElseThrow();
    assertThat(Objects.requireNonNull(again.known()).name()).isEqualTo("e");
  }

  @Test
  void aFloodAboutOneObjectIsStemmed() {
    int written = 0;
    for (int i = 0; i < 100; i++) {
      written += correlator.decide(occurrence("p", "m")).isPresent() ? 1 : 0;
    }
    assertThat(written).isEqualTo(25);
    assertThat(correlator.decide(occurrence("q", "m"))).isPresent();
    now = now.plusSeconds(300);
    assertThat(correlator.decide(occurrence("p", "m"))).isPresent();
    assertThat(correlator.decide(occurrence("p", "m"))).isEmpty();
  }

  @Test
  void manyAlikeAreCombined() {
    for (int i = 0; i < 9; i++) {
      assertThat(correlator.decide(occurrence("p", "m" + i)).orElseThrow().occurrence().message())
          .isEqualTo("m" + i);
    }
    correlator.decide(occurrence("p", "m9"));
    assertThat(correlator.decide(occurrence("p", "m10")).orElseThrow().occurrence().message())
        .isEqualTo("(combined from similar events): m10");
  }
}
