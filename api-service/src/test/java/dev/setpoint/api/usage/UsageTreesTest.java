package dev.setpoint.api.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.json.KubeJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class UsageTreesTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:01:00.5Z");

  private static final String CPU =
      "'cpu':{'time':'2026-01-01T00:00:59.123Z','usageNanoCores':%d,'windowMillis':15012}";

  private static ObjectNode tree(String json) {
    return KubeJson.readObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static String figures(long nanoCores, long bytes) {
    return CPU.formatted(nanoCores) + ",'memory':{'workingSetBytes':" + bytes + "}";
  }

  private static String cells(ObjectNode metrics) {
    return String.join(
        " ",
        UsageTrees.TABLE.columns().stream()
            .map(column -> column.cell().apply(metrics, NOW).toString())
            .toList());
  }

  @Test
  void nodeAsMetricsServerShowsIt() {
    ObjectNode node = tree("{'metadata':{'name':'n','uid':'u','labels':{'a':'b'}}}");
    ObjectNode metrics =
        UsageTrees.node(node, tree("{" + figures(123_456_789, 1024 * 1024) + "}"), NOW);
    assertThat(metrics)
        .isEqualTo(
            tree(
                "{'kind':'NodeMetrics','apiVersion':'metrics.k8s.io/v1beta1','metadata':{"
                    + "'name':'n','creationTimestamp':'2026-01-01T00:01:00Z','labels':{'a':'b'}},"
                    + "'timestamp':'2026-01-01T00:00:59Z','window':'15.012s',"
                    + "'usage':{'cpu':'123456789n','memory':'1Mi'}}"));
    assertThat(cells(metrics)).isEqualTo("n 123456789n 1Mi 15.012s");
  }

  @Test
  void podsCellsAreTheSumOfItsContainers() {
    ObjectNode pod = tree("{'metadata':{'name':'p','namespace':'ns'}}");
    ObjectNode told =
        tree(
            "{'containers':[{'name':'a',"
                + figures(250_000_000, 2048)
                + "},{'name':'b',"
                + figures(500_000_000, 1000)
                + "}]}");
    ObjectNode metrics = UsageTrees.pod(pod, told, NOW);
    assertThat(metrics.at("/metadata/namespace").asString()).isEqualTo("ns");
    assertThat(metrics.at("/containers/0/usage/cpu").asString()).isEqualTo("250m");
    assertThat(metrics.at("/containers/1/usage/memory").asString()).isEqualTo("1k");
    assertThat(cells(metrics)).isEqualTo("p 750m 3048 15.012s");
  }

  @Test
  void windowsAreWrittenAsGoDoes() {
    assertThat(UsageTrees.duration(15_000)).isEqualTo("15s");
    assertThat(UsageTrees.duration(980)).isEqualTo("0.98s");
    assertThat(UsageTrees.duration(61_500)).isEqualTo("1m1.5s");
    assertThat(UsageTrees.duration(3_600_000)).isEqualTo("1h0m0s");
  }
}
