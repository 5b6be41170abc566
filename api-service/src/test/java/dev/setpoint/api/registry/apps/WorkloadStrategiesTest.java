package dev.setpoint.api.registry.apps;

import static dev.setpoint.api.registry.StrategyFixture.SCHEMAS;
import static dev.setpoint.api.registry.StrategyFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.api.registry.StrategyFixture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class WorkloadStrategiesTest {

  private static final String SPEC =
      "'selector':{'matchLabels':{'app':'web'}},'template':{'metadata':{'labels':{'app':'web'}},"
          + "'spec':{'containers':[{'name':'web','image':'web:1'}]}}";

  private final StrategyFixture deployments = new StrategyFixture(new DeploymentStrategy(SCHEMAS));
  private final StrategyFixture sets = new StrategyFixture(new ReplicaSetStrategy(SCHEMAS));

  @Test
  void deploymentsRollOutByDefault() {
    ObjectNode deployment = deployments.created("{'spec':{" + SPEC + "},'status':{'replicas':9}}");
    assertThat(deployment.at("/spec/strategy"))
        .isEqualTo(
            json(
                "{'type':'RollingUpdate','rollingUpdate':"
                    + "{'maxSurge':'25%','maxUnavailable':'25%'}}"));
    assertThat(deployment.at("/spec/replicas").intValue()).isEqualTo(1);
    assertThat(deployment.at("/spec/revisionHistoryLimit").intValue()).isEqualTo(10);
    assertThat(deployment.at("/spec/progressDeadlineSeconds").intValue()).isEqualTo(600);
    assertThat(deployment.at("/spec/template/spec/dnsPolicy").stringValue())
        .isEqualTo("ClusterFirst");
    assertThat(deployment.at("/spec/template/spec/enableServiceLinks").isMissingNode()).isTrue();
    assertThat(deployment.path("status")).isEqualTo(json("{}"));
  }

  @Test
  void theSelectorMustMatchTheTemplateAndStay() {
    assertThat(
            sets.problems(
                "{'spec':{" + SPEC.replace("'labels':{'app':'web'}", "'labels':{}") + "}}"))
        .containsExactly(
            "spec.template.metadata.labels: Invalid value: map[string]string(nil): `selector` does"
                + " not match template `labels`");
    ObjectNode old = deployments.created("{'spec':{" + SPEC + "}}");
    assertThat(
            deployments.updateProblems(
                old, json("{'spec':{" + SPEC.replace("'app':'web'", "'app':'db'") + "}}")))
        .containsExactly(
            "spec.selector: Invalid value: v1.LabelSelector{MatchLabels:map[string]string{"
                + "\"app\":\"db\"}, MatchExpressions:[]v1.LabelSelectorRequirement(nil)}: field is"
                + " immutable");
  }

  @Test
  void theGenerationCountsChangesOfTheSpec() {
    ObjectNode old = deployments.created("{'spec':{" + SPEC + "}}");
    assertThat(deployments.updated(old, old).at("/metadata/generation").intValue()).isEqualTo(1);
    ObjectNode scaled = old.deepCopy();
    ((ObjectNode) scaled.path("spec")).put("replicas", 5);
    assertThat(deployments.updated(old, scaled).at("/metadata/generation").intValue()).isEqualTo(2);
  }

  @Test
  void surgeAndUnavailabilityCannotBothBeZero() {
    assertThat(
            deployments.problems(
                "{'spec':{"
                    + SPEC
                    + ",'strategy':{'rollingUpdate':{'maxSurge':0,'maxUnavailable':'0%'}}}}"))
        .containsExactly(
            "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: intstr.IntOrString{Type:1,"
                + " IntVal:0, StrVal:\"0%\"}: may not be 0 when `maxSurge` is 0");
  }

  @Test
  void countsInAStatusFitTogether() {
    ObjectNode set = sets.created("{'spec':{" + SPEC + "}}");
    ObjectNode change = set.deepCopy();
    ((ObjectNode) change.path("status")).put("replicas", 1).put("readyReplicas", 2);
    assertThat(sets.statusProblems(set, change))
        .containsExactly(
            "status.readyReplicas: Invalid value: 2: cannot be greater than status.replicas");
  }

  @Test
  void templatesOfAlwaysRunningPodsRestartAlways() {
    assertThat(
            sets.problems(
                "{'spec':{"
                    + SPEC.replace("'containers'", "'restartPolicy':'Never','containers'")
                    + "}}"))
        .containsExactly(
            "spec.template.spec.restartPolicy: Unsupported value: \"Never\": supported values:"
                + " \"Always\"");
  }
}
