package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.StrategyFixture.SCHEMAS;
import static dev.setpoint.api.registry.StrategyFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.api.registry.StrategyFixture;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class PodStrategyTest {

  private static final Instant NOW = Instant.parse("2030-01-02T03:04:05Z");

  private final PodStrategy strategy = new PodStrategy(Clock.fixed(NOW, ZoneOffset.UTC), SCHEMAS);
  private final StrategyFixture pods = new StrategyFixture(strategy);

  private ObjectNode web() {
    return pods.created("{'spec':{'containers':[{'name':'web','image':'shop/web:3'}]}}");
  }

  @Test
  void aBarePodGetsKubernetesDefaults() {
    assertThat(web())
        .isEqualTo(
            json(
                """
                {'metadata':{'generation':1},
                 'spec':{'containers':[{'name':'web','image':'shop/web:3','resources':{},
                   'imagePullPolicy':'IfNotPresent','terminationMessagePolicy':'File',
                   'terminationMessagePath':'/dev/termination-log'}],
                   'enableServiceLinks':true,'dnsPolicy':'ClusterFirst','restartPolicy':'Always',
                   'terminationGracePeriodSeconds':30,'schedulerName':'default-scheduler',
                   'securityContext':{}},
                 'status':{'phase':'Pending','qosClass':'BestEffort'}}
                """));
  }

  @Test
  void limitsBecomeRequestsAndDecideTheQualityOfService() {
    ObjectNode pod =
        pods.created(
            "{'spec':{'containers':[{'name':'a','image':'i','resources':{'limits':"
                + "{'cpu':'1500m','memory':'2048Mi'}}}]}}");
    assertThat(pod.at("/spec/containers/0/resources/requests"))
        .isEqualTo(json("{'cpu':'1500m','memory':'2Gi'}"));
    assertThat(pod.at("/status/qosClass").stringValue()).isEqualTo("Guaranteed");
  }

  @Test
  void untaggedImagesAreAlwaysPulled() {
    ObjectNode pod =
        pods.created(
            "{'spec':{'containers':[{'name':'a','image':'reg:5000/i'},"
                + "{'name':'b','image':'i@sha256:0'}]}}");
    assertThat(pod.at("/spec/containers/0/imagePullPolicy").stringValue()).isEqualTo("Always");
    assertThat(pod.at("/spec/containers/1/imagePullPolicy").stringValue())
        .isEqualTo("IfNotPresent");
  }

  @Test
  void gatedPodsSayThatTheyAre() {
    ObjectNode pod =
        pods.created(
            "{'spec':{'containers':[{'name':'a','image':'i'}],"
                + "'schedulingGates':[{'name':'shop.example/quota'}]}}");
    assertThat(pod.at("/status/conditions/0/reason").stringValue()).isEqualTo("SchedulingGated");
    assertThat(pod.at("/status/conditions/0/lastTransitionTime").stringValue())
        .isEqualTo("2030-01-02T03:04:05Z");
  }

  @Test
  void everythingWrongIsToldInOrder() {
    assertThat(
            pods.problems(
                """
                {'spec':{'restartPolicy':'Often','volumes':[{'name':'v','secret':{}}],
                 'containers':[{'name':'Web','volumeMounts':[{'name':'v','mountPath':'/v'}],
                   'livenessProbe':{},'env':[{'name':'A','valueFrom':{}}]},
                   {'name':'b','image':'i','ports':[{'containerPort':99999}]}]}}
                """))
        .containsExactly(
            "spec.volumes[0].secret.secretName: Required value",
            "spec.containers[0].name: Invalid value: \"Web\": a lowercase RFC 1123 label must"
                + " consist of lower case alphanumeric characters or '-', and must start and end"
                + " with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for"
                + " validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
            "spec.containers[0].image: Required value",
            "spec.containers[0].env[0].valueFrom: Invalid value: \"\": must specify one of:"
                + " `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`",
            "spec.containers[0].volumeMounts[0].name: Not found: \"v\"",
            "spec.containers[0].livenessProbe: Required value: must specify a handler type",
            "spec.containers[1].ports[0].containerPort: Invalid value: 99999: must be between 1"
                + " and 65535, inclusive",
            "spec.restartPolicy: Unsupported value: \"Often\": supported values: \"Always\","
                + " \"OnFailure\", \"Never\"");
  }

  @Test
  void imagesMayChangeAndCommandsMayNot() {
    ObjectNode old = web();
    ObjectNode image = old.deepCopy();
    ((ObjectNode) image.at("/spec/containers/0")).put("image", "shop/web:4");
    assertThat(pods.updateProblems(old, image)).isEmpty();
    assertThat(pods.updated(old, image).at("/metadata/generation").intValue()).isEqualTo(2);

    ObjectNode command = old.deepCopy();
    ((ObjectNode) command.at("/spec/containers/0")).putArray("command").add("sh");
    assertThat(pods.updateProblems(old, command))
        .singleElement()
        .asString()
        .startsWith("spec: Forbidden: pod updates may not change fields other than")
        .contains("+ containers[0].command: [\"sh\"]");
  }

  @Test
  void tolerationsMayOnlyBeAdded() {
    ObjectNode old =
        pods.created(
            "{'spec':{'containers':[{'name':'a','image':'i'}],"
                + "'tolerations':[{'key':'k','operator':'Exists'}]}}");
    ObjectNode more = old.deepCopy();
    more.withArray("/spec/tolerations").addObject().put("operator", "Exists");
    assertThat(pods.updateProblems(old, more)).isEmpty();
    ObjectNode none = old.deepCopy();
    ((ObjectNode) none.at("/spec")).remove("tolerations");
    assertThat(pods.updateProblems(old, none))
        .containsExactly(
            "spec.tolerations: Forbidden: existing toleration can not be modified except its"
                + " tolerationSeconds");
  }

  @Test
  void nothingIsWaitedForWhereNothingRuns() {
    ObjectNode pod = web();
    assertThat(strategy.gracePeriodSeconds(pod, OptionalLong.of(9))).hasValue(0);
    ((ObjectNode) pod.at("/spec")).put("nodeName", "n1");
    assertThat(strategy.gracePeriodSeconds(pod, OptionalLong.empty())).hasValue(30);
    assertThat(strategy.gracePeriodSeconds(pod, OptionalLong.of(9))).hasValue(9);
    ((ObjectNode) pod.at("/status")).put("phase", "Succeeded");
    assertThat(strategy.gracePeriodSeconds(pod, OptionalLong.empty())).hasValue(0);
  }

  @Test
  void addressesOfTheStatusAgreeAndAreChecked() {
    ObjectNode old = web();
    ObjectNode change = old.deepCopy();
    ((ObjectNode) change.at("/status")).put("podIP", "10.2.3.4");
    assertThat(pods.statusProblems(old, change)).isEmpty();
    ((ObjectNode) change.at("/status")).put("podIP", "10.2.3");
    assertThat(pods.statusProblems(old, change))
        .containsExactly(
            "status.podIPs[0]: Invalid value: \"10.2.3\": must be a valid IP address, (e.g."
                + " 10.9.8.7 or 2001:db8::ffff)");
  }

  @Test
  void theRowTellsWhyContainersDoNotRun() {
    ObjectNode pod = web();
    var columns = strategy.table().columns();
    assertThat(columns.get(1).cell().apply(pod, NOW)).isEqualTo("0/1");
    assertThat(columns.get(2).cell().apply(pod, NOW)).isEqualTo("Pending");
    ((ObjectNode) pod.at("/status"))
        .setAll(
            json(
                """
                {'phase':'Running','podIP':'10.2.3.4','containerStatuses':[{'name':'web',
                 'restartCount':3,'state':{'waiting':{'reason':'CrashLoopBackOff'}},
                 'lastState':{'terminated':{'exitCode':1,'finishedAt':'2030-01-02T03:02:05Z'}}}]}
                """));
    assertThat(columns.get(2).cell().apply(pod, NOW)).isEqualTo("CrashLoopBackOff");
    assertThat(columns.get(3).cell().apply(pod, NOW)).isEqualTo("3 (2m ago)");
    assertThat(columns.get(5).cell().apply(pod, NOW)).isEqualTo("10.2.3.4");
  }
}
