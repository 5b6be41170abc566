package dev.setpoint.api.admission;

import static dev.setpoint.api.admission.AdmissionFixture.PODS;
import static dev.setpoint.api.registry.StrategyFixture.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.setpoint.common.quota.PodAmounts;
import dev.setpoint.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class LimitRangerTest {

  private static final ResourceType RANGES =
      new ResourceType("", "v1", "limitranges", "LimitRange", true);

  private static LimitRanger plugin(String limits) {
    return new LimitRanger(
        new AdmissionFixture()
            .with(
                RANGES,
                json(
                    "{'metadata':{'name':'l','namespace':'shop'},'spec':{'limits':["
                        + limits
                        + "]}}"))
            .objects);
  }

  private static ObjectNode pod(String resources) {
    return json(
        "{'metadata':{'name':'p'},'spec':{'containers':[{'name':'c','resources':"
            + resources
            + "}]}}");
  }

  @Test
  void completesContainersAndSaysSo() {
    ObjectNode pod = pod("{'limits':{'cpu':'1'}}");
    plugin(
            "{'type':'Container','default':{'cpu':'2','memory':'1Gi'},"
                + "'defaultRequest':{'memory':'64Mi'}}")
        .admit(AdmissionFixture.creation(PODS, pod));
    assertThat(pod.at("/spec/containers/0/resources"))
        .isEqualTo(json("{'limits':{'cpu':'1','memory':'1Gi'},'requests':{'memory':'64Mi'}}"));
    assertThat(pod.at("/metadata/annotations/kubernetes.io~1limit-ranger").asString())
        .isEqualTo(
            "LimitRanger plugin set: memory request for container c; memory limit for container"
                + " c");
  }

  @Test
  void refusesWhatIsTooMuchOrUnsaid() {
    LimitRanger plugin =
        plugin(
            "{'type':'Container','max':{'cpu':'1'},'min':{'memory':'8Mi'},"
                + "'maxLimitRequestRatio':{'cpu':'4'}}");
    assertThatThrownBy(
            () ->
                plugin.validate(
                    AdmissionFixture.creation(
                        PODS,
                        pod("{'limits':{'cpu':'1'},'requests':{'cpu':'100m','memory':'9Mi'}}"))))
        .hasMessage(
            "pods \"p\" is forbidden: cpu max limit to request ratio per Container is 4, but"
                + " provided ratio is 10.000000");
    assertThatThrownBy(() -> plugin.validate(AdmissionFixture.creation(PODS, pod("{}"))))
        .hasMessage(
            "pods \"p\" is forbidden: [minimum memory usage per Container is 8Mi.  No request is"
                + " specified, maximum cpu usage per Container is 1.  No limit is specified, cpu max"
                + " limit to request ratio per Container is 4, but no request is specified or"
                + " request is 0]");
  }

  @Test
  void aPodIsAsBigAsItsContainersOrItsBiggestStart() {
    ObjectNode pod =
        json(
            "{'spec':{'containers':[{'resources':{'requests':{'cpu':'1'}}},"
                + "{'resources':{'requests':{'cpu':'500m'}}}],'initContainers':["
                + "{'restartPolicy':'Always','resources':{'requests':{'cpu':'250m'}}},"
                + "{'resources':{'requests':{'cpu':'2'}}}]}}");
    assertThat(PodAmounts.of(pod.path("spec"), "requests").toString()).isEqualTo("{cpu=2250m}");
  }
}
