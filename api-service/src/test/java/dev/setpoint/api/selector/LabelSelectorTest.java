package dev.setpoint.api.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.json.KubeJson;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class LabelSelectorTest {

  private static ObjectNode labelled(Map<String, String> labels) {
    ObjectNode object = KubeJson.TREES.createObjectNode();
    ObjectNode node = object.putObject("metadata").putObject("labels");
    labels.forEach(node::put);
    return object;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | true",
        "app=web | true",
        "app==web | true",
        "app!=web | false",
        "app in (web,api) | true",
        "app notin (web) | false",
        "app | true",
        "!app | false",
        "missing!=x | true",
        "missing notin (x) | true",
        "n>5 | true",
        "n<5 | false",
        "app=web,n>5,!zz | true",
        "app in () | false",
        " app = web  | true"
      })
  void selects(String selector, boolean matches) {
    ObjectNode object = labelled(Map.of("app", "web", "n", "7"));
    assertThat(LabelSelector.parse(selector).test(object)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "a===b | unable to parse requirement: found '=', expected: identifier",
        "a,, | found ',', expected: identifier after ','",
        "a b | unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt",
        "a in (b | unable to parse requirement: found '', expected: ',' or ')'",
        "=a | found '=', expected: !, identifier, or 'end of string'"
      })
  void saysWhatIsWrong(String selector, String message) {
    assertThatThrownBy(() -> LabelSelector.parse(selector)).hasMessage(message);
  }

  @Property
  void anyTextIsParsedOrRefused(
      @ForAll @StringLength(max = 30) @CharRange(from = ' ', to = '~') String text) {
    try {
      LabelSelector.parse(text).test(labelled(Map.of("a", "b")));
    } catch (ApiException e) {
      assertThat(e.code()).isEqualTo(400);
    }
  }

  @Property
  void inAndNotInAreOpposites(
      @ForAll @CharRange(from = 'a', to = 'c') char value,
      @ForAll @CharRange(from = 'a', to = 'c') char wanted) {
    ObjectNode object = labelled(Map.of("k", String.valueOf(value)));
    boolean in = LabelSelector.parse("k in (" + wanted + ",x)").test(object);
    boolean notIn = LabelSelector.parse("k notin (" + wanted + ",x)").test(object);
    assertThat(in).isNotEqualTo(notIn).isEqualTo(value == wanted);
  }
}
