package dev.setpoint.api.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.setpoint.common.json.KubeJson;
import io.fabric8.zjsonpatch.JsonDiff;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

class JsonPatchTest {

  private static JsonNode apply(String document, String patch) throws Exception {
    return JsonPatch.apply(
        KubeJson.TREES.readTree(document), (ArrayNode) KubeJson.TREES.readTree(patch));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1} | [{\"op\":\"add\",\"path\":\"/b\",\"value\":2}] | {\"a\":1,\"b\":2}",
        "{\"a\":1} | [{\"op\":\"replace\",\"path\":\"/b\",\"value\":2}] | {\"a\":1,\"b\":2}",
        "{\"a\":[1,2]} | [{\"op\":\"add\",\"path\":\"/a/-\",\"value\":3}] | {\"a\":[1,2,3]}",
        "{\"a\":[1,2]} | [{\"op\":\"add\",\"path\":\"/a/0\",\"value\":0}] | {\"a\":[0,1,2]}",
        "{\"a\":[1,2]} | [{\"op\":\"remove\",\"path\":\"/a/-1\"}] | {\"a\":[1]}",
        "{\"x/y\":1} | [{\"op\":\"remove\",\"path\":\"/x~1y\"}] | {}",
        "{\"a\":1} | [{\"op\":\"copy\",\"from\":\"/none\",\"path\":\"/b\"}] | {\"a\":1,\"b\":null}",
        "{\"a\":{\"b\":1}} | [{\"op\":\"move\",\"from\":\"/a/b\",\"path\":\"/c\"}] | {\"a\":{},\"c\":1}",
        "{\"a\":1} | [{\"op\":\"test\",\"path\":\"/zz\",\"value\":null}] | {\"a\":1}",
        "{\"a\":1} | [{\"op\":\"replace\",\"path\":\"\",\"value\":{}}] | {}"
      })
  void applies(String document, String patch, String result) throws Exception {
    assertThat(apply(document, patch)).isEqualTo(KubeJson.TREES.readTree(result));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[{\"op\":\"remove\",\"path\":\"/zz\"}]",
        "[{\"op\":\"move\",\"from\":\"/zz\",\"path\":\"/b\"}]",
        "[{\"op\":\"add\",\"path\":\"/zz/b\",\"value\":1}]",
        "[{\"op\":\"test\",\"path\":\"/a\",\"value\":2}]",
        "[{\"op\":\"put\",\"path\":\"/a\"}]",
        "[{\"op\":\"add\",\"value\":1}]",
        "[{\"op\":\"add\",\"path\":\"/l/9\",\"value\":1}]",
        "[{\"op\":\"remove\",\"path\":\"/l/x\"}]"
      })
  void refuses(String patch) {
    assertThatThrownBy(() -> apply("{\"a\":1,\"l\":[1]}", patch))
        .isInstanceOf(JsonPatch.Inapplicable.class);
  }

  /** What another implementation finds to be the difference leads from one to the other. */
  @Property(tries = 300)
  void agreesWithADiff(@ForAll("documents") JsonNode from, @ForAll("documents") JsonNode to)
      throws Exception {
    ArrayNode patch = (ArrayNode) JsonDiff.asJson(from, to);
    assertThat(JsonPatch.apply(from.deepCopy(), patch)).isEqualTo(to);
  }

  @Provide
  Arbitrary<JsonNode> documents() {
    Arbitrary<String> keys = Arbitraries.of("a", "b", "c/d", "e~f");
    Arbitrary<Object> leaves = Arbitraries.of(1, 2, "x", true);
    Arbitrary<Object> values =
        Arbitraries.oneOf(
            leaves,
            leaves.list().ofMaxSize(4).map(l -> l),
            Arbitraries.maps(keys, leaves).ofMaxSize(3).map(m -> m));
    return Arbitraries.maps(keys, values).ofMaxSize(4).map(JsonPatchTest::tree);
  }

  private static JsonNode tree(Map<String, Object> map) {
    return KubeJson.TREES.valueToTree(map);
  }
}
