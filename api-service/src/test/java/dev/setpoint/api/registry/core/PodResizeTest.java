package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.StrategyFixture.SCHEMAS;
import static dev.setpoint.api.registry.StrategyFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.StrategyFixture;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class PodResizeTest {

  private final StrategyFixture pods =
      new StrategyFixture(new PodStrategy(Clock.systemUTC(), SCHEMAS));
  private final ObjectNode old =
      pods.created(
          "{'metadata':{'name':'p'},'spec':{'containers':[{'name':'c','image':'i:1','resources':"
              + "{'requests':{'cpu':'1','memory':'1Gi'},'limits':{'memory':'2Gi'}}}]}}");

  private ObjectNode asked(String resources) {
    ObjectNode pod = old.deepCopy();
    ((ObjectNode) pod.at("/spec/containers/0")).set("resources", json(resources));
    return pod;
  }

  private List<String> problems(ObjectNode pod) {
    PodResize rules = new PodResize();
    rules.prepare(pod, old);
    FieldErrors errors = new FieldErrors();
    rules.validate(pod, old, errors);
    return errors.causes().stream()
        .map(cause -> cause.field() + ": " + cause.message().lines().findFirst().orElse(""))
        .toList();
  }

  @Test
  void takesNothingButResources() {
    ObjectNode pod = asked("{'requests':{'cpu':'2','memory':'1Gi'},'limits':{'memory':'3Gi'}}");
    ((ObjectNode) pod.at("/spec/containers/0")).put("image", "other:2");
    ((ObjectNode) pod.get("spec")).put("activeDeadlineSeconds", 5);

    assertThat(problems(pod)).isEmpty();
    assertThat(pod.at("/spec/containers/0/resources/requests/cpu").stringValue()).isEqualTo("2");
    assertThat(pod.at("/spec/containers/0/image").stringValue()).isEqualTo("i:1");
    assertThat(pod.get("spec").has("activeDeadlineSeconds")).isFalse();
    assertThat(pod.at("/metadata/generation").intValue()).isEqualTo(2);
  }

  @Test
  void memoryShrinksOnlyWithARestart() {
    String less = "{'requests':{'cpu':'1','memory':'1Gi'},'limits':{'memory':'1500Mi'}}";
    assertThat(problems(asked(less)))
        .containsExactly(
            "spec.containers[0].resources.limits[memory]: Forbidden: memory limits cannot be"
                + " decreased unless resizePolicy is RestartContainer");

    ((ObjectNode) old.at("/spec/containers/0"))
        .putArray("resizePolicy")
        .add(json("{'resourceName':'memory','restartPolicy':'RestartContainer'}"));
    assertThat(problems(asked(less))).isEmpty();
  }

  @Test
  void whatWasThereStays() {
    assertThat(problems(asked("{'requests':{'cpu':'1'},'limits':{'memory':'2Gi'}}")))
        .containsExactly(
            "spec.containers[0].resources.requests: Forbidden: resource requests cannot be"
                + " removed");
    assertThat(
            problems(
                asked(
                    "{'requests':{'cpu':'2','memory':'2Gi'},'limits':"
                        + "{'cpu':'2','memory':'2Gi'}}")))
        .containsExactly(
            "spec: Invalid value: \"Burstable\": Pod QOS Class may not change as a result of"
                + " resizing");
  }

  @Test
  void containersKeepTheirNamesAndNumber() {
    ObjectNode renamed = old.deepCopy();
    ((ObjectNode) renamed.at("/spec/containers/0")).put("name", "d");
    assertThat(problems(renamed))
        .containsExactly(
            "spec.containers[0].name: Forbidden: containers may not be renamed or reordered on"
                + " resize");
  }
}
