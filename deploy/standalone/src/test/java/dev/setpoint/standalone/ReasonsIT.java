package dev.setpoint.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code …/explain} tells why something is not as wanted, from the user's change downwards. */
@Acceptance
class ReasonsIT {

  private static final Duration SOON = Duration.ofSeconds(30);

  @Test
  void aDeploymentThatCannotStartIsExplainedDownToItsPods(Workspace workspace) throws Exception {
    workspace.apply(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: greedy}
        spec:
          replicas: 2
          selector: {matchLabels: {app: greedy}}
          template:
            metadata: {labels: {app: greedy}}
            spec:
              containers:
                - name: main
                  image: setpoint/examples/busybox:1
                  resources: {requests: {memory: 100Ti}}
        """);
    Await.untilAsserted(
        SOON,
        () -> {
          JsonNode told = explain(workspace, "apis/apps/v1", "deployments", "greedy");
          assertThat(told.path("settled").asBoolean()).isFalse();
          assertThat(texts(told.path("waitsFor"), "reason")).contains("Unschedulable");
          assertThat(texts(told.path("waitsFor"), "responsible")).contains("default-scheduler");
          assertThat(texts(told.path("decisions"), "reason")).contains("FailedScheduling");
          assertThat(told.at("/chain/changed/by").asString("")).startsWith("kubectl");
          assertThat(told.at("/chain/next/0/object/kind").asString("")).isEqualTo("ReplicaSet");
          assertThat(told.at("/chain/next/0/next")).hasSize(2);
        });

    workspace.kubectl("scale", "deployment/greedy", "--replicas=0").ok();
    Await.untilAsserted(
        SOON,
        () ->
            assertThat(
                    explain(workspace, "apis/apps/v1", "deployments", "greedy")
                        .path("settled")
                        .asBoolean())
                .isTrue());
  }

  @Test
  void whoMayReadPodsAloneIsToldOfPodsAlone(Workspace workspace) throws Exception {
    workspace.apply(
        """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: job}
        spec:
          template:
            spec:
              restartPolicy: Never
              schedulerName: nobody
              containers: [{name: main, image: "setpoint/examples/busybox:1"}]
        """);
    workspace.kubectl("create", "role", "pods", "--verb=get,list", "--resource=pods").ok();
    workspace.kubectl("create", "rolebinding", "pods", "--role=pods", "--user=ann").ok();
    Await.until("the Pod is there", () -> !workspace.json("get", "pods").path("items").isEmpty());
    String pod = workspace.json("get", "pods").at("/items/0/metadata/name").asString("");

    JsonNode all = explain(workspace, "api/v1", "pods", pod);
    assertThat(all.at("/chain/object/kind").asString("")).isEqualTo("Job");
    JsonNode some = explain(workspace, "api/v1", "pods", pod, "--as=ann");
    assertThat(some.at("/chain/object/kind").asString("")).isEqualTo("Pod");
    String job = path(workspace, "apis/batch/v1", "jobs", "job");
    assertThat(workspace.kubectl("get", "--raw", job, "--as=ann").err()).contains("forbidden");
  }

  private static JsonNode explain(
      Workspace workspace, String version, String plural, String name, String... options) {
    List<String> command =
        new ArrayList<>(List.of("get", "--raw", path(workspace, version, plural, name)));
    command.addAll(List.of(options));
    return JsonMapper.shared()
        .readTree(workspace.kubectl(command.toArray(String[]::new)).ok().out());
  }

  private static String path(Workspace workspace, String version, String plural, String name) {
    return "/%s/namespaces/%s/%s/%s/explain".formatted(version, workspace.name(), plural, name);
  }

  private static List<String> texts(JsonNode list, String field) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(each -> each.path(field).asString(""))
        .toList();
  }
}
