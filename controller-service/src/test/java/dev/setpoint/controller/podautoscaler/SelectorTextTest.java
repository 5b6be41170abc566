package dev.setpoint.controller.podautoscaler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.setpoint.common.resource.LabelSelectors;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SelectorTextTest {

  private static boolean matches(String text, Map<String, String> labels) throws MetricFailure {
    return LabelSelectors.matches(SelectorText.parse(text), labels);
  }

  @Test
  void everyFormIsRead() throws MetricFailure {
    Map<String, String> labels = Map.of("app", "a", "example.com/tier", "web");
    assertThat(matches("app=a", labels)).isTrue();
    assertThat(matches("app==a,example.com/tier in (db,web)", labels)).isTrue();
    assertThat(matches("app!=a", labels)).isFalse();
    assertThat(matches("app, !old , example.com/tier notin (db)", labels)).isTrue();
    assertThat(matches("!app", labels)).isFalse();
    assertThat(matches("other", labels)).isFalse();
    assertThat(matches("app=", labels)).isFalse();
  }

  @Test
  void whatIsNoneIsRefused() {
    assertThatThrownBy(() -> SelectorText.parse("app=a,=b"))
        .hasMessageStartingWith(
            "couldn't convert selector into a corresponding internal selector object: ");
    assertThatThrownBy(() -> SelectorText.parse("a b")).isInstanceOf(MetricFailure.class);
  }

  @Test
  void goPrintsItLikeThis() {
    assertThat(SelectorText.goText(null)).isEqualTo("nil");
    assertThat(
            SelectorText.goText(
                new LabelSelectorBuilder()
                    .addToMatchLabels("queue", "q1")
                    .addToMatchExpressions(
                        new LabelSelectorRequirement("k", "In", List.of("x", "y")))
                    .build()))
        .isEqualTo(
            "&LabelSelector{MatchLabels:map[string]string{queue: q1,},MatchExpressions:"
                + "[]LabelSelectorRequirement{LabelSelectorRequirement{Key:k,Operator:In,"
                + "Values:[x y],},},}");
  }
}
