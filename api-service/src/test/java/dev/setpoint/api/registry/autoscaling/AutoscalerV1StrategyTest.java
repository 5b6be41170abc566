package dev.setpoint.api.registry.autoscaling;

import static dev.setpoint.api.registry.StrategyFixture.SCHEMAS;
import static dev.setpoint.api.registry.StrategyFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class AutoscalerV1StrategyTest {

  private final HorizontalPodAutoscalerStrategy kept = new HorizontalPodAutoscalerStrategy(SCHEMAS);
  private final AutoscalerV1Strategy view = new AutoscalerV1Strategy(kept);

  /** What one version cannot say must not be lost when it is written through that version. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'Resource','resource':{'name':'memory',"
            + "'target':{'type':'AverageValue','averageValue':'1Gi'}}}",
        "{'type':'Pods','pods':{'metric':{'name':'qps','selector':{'matchLabels':{'a':'b'}}},"
            + "'target':{'type':'AverageValue','averageValue':'1k'}}}",
        "{'type':'Object','object':{'metric':{'name':'hits'},'describedObject':"
            + "{'apiVersion':'v1','kind':'Service','name':'m'},'target':{'type':'Value','value':'10'}}}",
        "{'type':'External','external':{'metric':{'name':'queue'},"
            + "'target':{'type':'AverageValue','averageValue':'30'}}}",
        "{'type':'ContainerResource','containerResource':{'name':'cpu','container':'c',"
            + "'target':{'type':'Utilization','averageUtilization':60}}}"
      })
  void metricsSurviveTheOlderVersion(String metric) {
    ObjectNode stored =
        json(
            "{'kind':'HorizontalPodAutoscaler','apiVersion':'autoscaling/v2','metadata':{'name':'h'},"
                + "'spec':{'minReplicas':1,'maxReplicas':3,'metrics':["
                + metric
                + "],'behavior':{'scaleDown':{'policies':[{'type':'Pods','value':1,"
                + "'periodSeconds':9}]}}},'status':{'desiredReplicas':0}}");
    kept.setDefaults(stored);
    ObjectNode back = view.toStored(view.fromStored(stored.deepCopy()));
    assertThat(back.path("spec")).isEqualTo(stored.path("spec"));
    assertThat(back.path("metadata")).isEqualTo(stored.path("metadata"));
  }

  @Test
  void theCpuTargetIsAFieldInTheOlderVersion() {
    ObjectNode given =
        json("{'metadata':{},'spec':{'maxReplicas':5,'targetCPUUtilizationPercentage':55}}");
    ObjectNode stored = view.toStored(given);
    assertThat(stored.at("/spec/metrics/0/resource/target/averageUtilization").intValue())
        .isEqualTo(55);
    assertThat(view.fromStored(stored).at("/spec/targetCPUUtilizationPercentage").intValue())
        .isEqualTo(55);
  }
}
