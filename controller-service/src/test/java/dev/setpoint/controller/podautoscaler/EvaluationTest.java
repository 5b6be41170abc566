package dev.setpoint.controller.podautoscaler;

import static dev.setpoint.controller.podautoscaler.Pods.metric;
import static dev.setpoint.controller.podautoscaler.Pods.ready;
import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.json.KubeJson;
import dev.setpoint.controller.podautoscaler.Evaluation.Outcome;
import dev.setpoint.controller.podautoscaler.Recommender.Recommendation;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.autoscaling.v2.CrossVersionObjectReference;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is said of each kind of metric, in Kubernetes' words. */
class EvaluationTest {

  private static final String CPU =
      "{'type':'Resource','resource':{'name':'cpu','target':{'type':'Utilization',"
          + "'averageUtilization':50}}}";
  private static final String QUEUE =
      "{'type':'External','external':{'metric':{'name':'queue','selector':{'matchLabels':"
          + "{'q':'a'}}},'target':{'type':'AverageValue','averageValue':'10'}}}";
  private static final String HITS =
      "{'type':'Pods','pods':{'metric':{'name':'hits'},'target':{'type':'AverageValue',"
          + "'averageValue':'100'}}}";
  private static final String INGRESS =
      "{'type':'Object','object':{'metric':{'name':'rate'},'describedObject':{'apiVersion':"
          + "'networking.k8s.io/v1','kind':'Ingress','name':'i'},'target':{'type':'Value',"
          + "'value':'2k'}}}";

  /** Answers everything with one figure, or with a failure. */
  private record TestingMetrics(@Nullable Long value) implements Metrics {

    private long told() throws MetricFailure {
      if (value == null) {
        throw new MetricFailure("none");
      }
      return value;
    }

    @Override
    public Map<String, PodMetric> resource(
        String resource, String namespace, String selector, String container) throws MetricFailure {
      return Map.of("a", metric(told()), "b", metric(told()));
    }

    @Override
    public Map<String, PodMetric> pods(
        String metric, String namespace, List<String> pods, @Nullable LabelSelector selector)
        throws MetricFailure {
      return resource(metric, namespace, "", "");
    }

    @Override
    public long object(
        String metric,
        String namespace,
        CrossVersionObjectReference object,
        @Nullable LabelSelector selector)
        throws MetricFailure {
      return told();
    }

    @Override
    public long external(String metric, String namespace, @Nullable LabelSelector selector)
        throws MetricFailure {
      return told();
    }
  }

  private static MetricSpec spec(String json) {
    return KubeJson.readTyped(
        json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), MetricSpec.class);
  }

  private static Outcome evaluate(@Nullable Long value, String json) {
    ReplicaCalculator calculator =
        new ReplicaCalculator(
            2, List.of(ready("a"), ready("b")), new Tolerance(0.1, 0.1), Pods.START);
    return new Evaluation(
            new TestingMetrics(value), calculator, new Evaluation.Scope("ns", "app=a", 2))
        .of(spec(json));
  }

  private static Outcome proposed(int replicas, String name, String status) {
    return new Outcome.Proposed(
        replicas,
        name,
        KubeJson.readObject(status.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void resources() {
    assertThat(evaluate(100L, CPU))
        .isEqualTo(
            proposed(
                4,
                "cpu resource utilization (percentage of request)",
                "{'type':'Resource','resource':{'name':'cpu','current':{"
                    + "'averageUtilization':100,'averageValue':'100m'}}}"));
    assertThat(evaluate(null, CPU))
        .isEqualTo(
            new Outcome.Failed(
                "FailedGetResourceMetric",
                "failed to get cpu utilization: unable to get metrics for resource cpu: none",
                "failed to get cpu resource metric value: failed to get cpu utilization: unable to"
                    + " get metrics for resource cpu: none"));
  }

  @Test
  void containers() {
    String json =
        "{'type':'ContainerResource','containerResource':{'name':'cpu','container':'c',"
            + "'target':{'type':'AverageValue','averageValue':'50m'}}}";
    assertThat(evaluate(150L, json))
        .isEqualTo(
            proposed(
                6,
                "cpu resource",
                "{'type':'ContainerResource','containerResource':{'name':'cpu','container':'c',"
                    + "'current':{'averageValue':'150m'}}}"));
    assertThat(evaluate(null, json))
        .isEqualTo(
            new Outcome.Failed(
                "FailedGetContainerResourceMetric",
                "failed to get cpu usage: unable to get metrics for resource cpu: none",
                "failed to get c container metric value: failed to get cpu usage: unable to get"
                    + " metrics for resource cpu: none"));
  }

  @Test
  void pods() {
    assertThat(evaluate(150_000L, HITS))
        .isEqualTo(
            proposed(
                3,
                "pods metric hits",
                "{'type':'Pods','pods':{'metric':{'name':'hits'},'current':{"
                    + "'averageValue':'150'}}}"));
    assertThat(evaluate(null, HITS))
        .isEqualTo(
            new Outcome.Failed(
                "FailedGetPodsMetric",
                "unable to get metric hits: none",
                "failed to get pods metric value: unable to get metric hits: none"));
  }

  @Test
  void objects() {
    assertThat(evaluate(4_000_000L, INGRESS))
        .isEqualTo(
            proposed(
                4,
                "Ingress metric rate",
                "{'type':'Object','object':{'metric':{'name':'rate'},'current':{'value':'4k'},"
                    + "'describedObject':{'apiVersion':'networking.k8s.io/v1','kind':'Ingress',"
                    + "'name':'i'}}}"));
    assertThat(evaluate(null, INGRESS))
        .isEqualTo(
            new Outcome.Failed(
                "FailedGetObjectMetric",
                "unable to get metric rate: Ingress on ns i/none",
                "failed to get object metric value: unable to get metric rate: Ingress on ns"
                    + " i/none"));
  }

  @Test
  void externals() {
    String selector =
        "&LabelSelector{MatchLabels:map[string]string{q: a,},MatchExpressions:"
            + "[]LabelSelectorRequirement{},}";
    assertThat(evaluate(45_000L, QUEUE))
        .isEqualTo(
            proposed(
                5,
                "external metric queue(" + selector + ")",
                "{'type':'External','external':{'metric':{'name':'queue','selector':{"
                    + "'matchLabels':{'q':'a'}}},'current':{'averageValue':'22500m'}}}"));
    assertThat(evaluate(null, QUEUE))
        .isEqualTo(
            new Outcome.Failed(
                "FailedGetExternalMetric",
                "unable to get external metric ns/queue/" + selector + ": none",
                "failed to get queue external metric value: failed to get queue external metric:"
                    + " unable to get external metric ns/queue/"
                    + selector
                    + ": none"));
  }

  private static Recommendation recommend(int current, @Nullable Long... values) {
    List<MetricSpec> specs = Stream.of(values).map(v -> spec(CPU)).toList();
    var left = new java.util.ArrayDeque<Outcome>();
    for (Long value : values) {
      left.add(evaluate(value, CPU));
    }
    return Recommender.of(specs, current, spec -> left.remove());
  }

  @Test
  void theHighestProposalCounts() {
    Recommendation recommendation = recommend(2, 60L, 100L, 80L);
    assertThat(recommendation.replicas()).isEqualTo(4);
    assertThat(recommendation.statuses()).hasSize(3);
    assertThat(recommendation.active().message())
        .isEqualTo(
            "the HPA was able to successfully calculate a replica count from cpu resource"
                + " utilization (percentage of request)");
  }

  @Test
  void aMetricThatFailsLetsItGrowButNotShrink() {
    assertThat(recommend(2, 100L, null).replicas()).isEqualTo(4);
    Recommendation shrinking = recommend(2, 10L, null);
    assertThat(shrinking.replicas()).isNull();
    assertThat(shrinking.active().reason()).isEqualTo("FailedGetResourceMetric");
    assertThat(shrinking.failure())
        .isEqualTo(
            "invalid metrics (1 invalid out of 2), first error is: failed to get cpu resource"
                + " metric value: failed to get cpu utilization: unable to get metrics for"
                + " resource cpu: none");
    assertThat(shrinking.statuses().getLast().toString()).isEqualTo("{\"type\":\"\"}");
  }
}
