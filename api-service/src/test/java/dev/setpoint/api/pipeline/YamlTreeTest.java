package dev.setpoint.api.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.setpoint.common.json.KubeJson;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlTreeTest {

  private static String json(String yaml) {
    return KubeJson.TREES.writeValueAsString(
        YamlTree.read(yaml.getBytes(StandardCharsets.UTF_8)).root());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a: yes|{\"a\":true}",
        "a: off|{\"a\":false}",
        "a: 'yes'|{\"a\":\"yes\"}",
        "a: 010|{\"a\":8}",
        "a: 0x1f|{\"a\":31}",
        "a: 1_000|{\"a\":1000}",
        "a: 1.5|{\"a\":1.5}",
        "a: 2001-01-01|{\"a\":\"2001-01-01\"}",
        "a: 1.2.3|{\"a\":\"1.2.3\"}",
        "a: ~|{\"a\":null}",
        "1: x|{\"1\":\"x\"}",
        "a: 12345678901|{\"a\":12345678901}",
        "a: -5|{\"a\":-5}",
        "{a: [1, b]}|{\"a\":[1,\"b\"]}"
      })
  void readsScalarsAsGoDoes(String yaml, String json) {
    assertThat(json(yaml)).isEqualTo(json);
  }

  @Test
  void aliasesAndMergeKeysAreExpanded() {
    assertThat(json("p: &p {a: 1, b: 2}\nz: {<<: *p, b: 3}"))
        .isEqualTo("{\"p\":{\"a\":1,\"b\":2},\"z\":{\"a\":1,\"b\":3}}");
  }

  @Test
  void aBombOfAliasesIsRefused() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 12; i++) {
      bomb.append("a").append(i).append(": &a").append(i).append(" [");
      bomb.append(("*a" + (i - 1) + ",").repeat(9)).append("*a").append(i - 1).append("]\n");
    }
    assertThatThrownBy(() -> json(bomb.toString()))
        .isInstanceOf(UnreadableBody.class)
        .hasMessageContaining("excessive aliasing");
  }

  @Test
  void deepNestingIsRefused() {
    assertThatThrownBy(() -> json("[".repeat(5000))).isInstanceOf(UnreadableBody.class);
    assertThatThrownBy(() -> json("[".repeat(200) + "]".repeat(200)))
        .isInstanceOf(UnreadableBody.class);
  }

  @Test
  void equalKeysAreNoted() {
    YamlTree tree = YamlTree.read("a: 1\na: 2\n".getBytes(StandardCharsets.UTF_8));
    assertThat(tree.duplicates()).containsExactly("line 2: key \"a\" already set in map");
    assertThat(tree.root().path("a").asInt()).isEqualTo(2);
  }
}
