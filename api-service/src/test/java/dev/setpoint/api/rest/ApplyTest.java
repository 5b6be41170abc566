package dev.setpoint.api.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Server-side apply over HTTP: lists by key, ownership, conflicts. */
class ApplyTest {

  private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
  private static final String TYPE = "application/apply-patch+yaml";

  private static RestServer server;

  @BeforeAll
  static void start() {
    server = new RestServer();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static RestServer.Answer apply(String manager, String name, String spec)
      throws Exception {
    String body =
        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: %s}, spec: {%s}}"
            .formatted(name, spec);
    return server.call(
        "PATCH", DEPLOYMENTS + "/" + name + "?fieldManager=" + manager, body, "Content-Type", TYPE);
  }

  private static String deployment(String containers) {
    return "selector: {matchLabels: {app: a}}, template: {metadata: {labels: {app: a}}, spec:"
        + " {containers: ["
        + containers
        + "]}}";
  }

  private static JsonNode fieldsOf(RestServer.Answer answer, String manager) {
    for (JsonNode entry : answer.json().at("/metadata/managedFields")) {
      if (entry.path("manager").stringValue("").equals(manager)) {
        return entry.path("fieldsV1");
      }
    }
    throw new AssertionError("No entry of " + manager + " in " + answer.text());
  }

  @Test
  void itemsOfOneListBelongToTheirManagers() throws Exception {
    assertThat(apply("one", "items", deployment("{name: a, image: 'a:1'}")).code()).isEqualTo(201);
    RestServer.Answer two =
        apply("two", "items", "template: {spec: {containers: [{name: b, image: 'b:1'}]}}");
    assertThat(two.json().at("/spec/template/spec/containers").size()).isEqualTo(2);
    assertThat(fieldsOf(two, "two").at("/f:spec/f:template/f:spec/f:containers").propertyNames())
        .containsExactly("k:{\"name\":\"b\"}");

    RestServer.Answer conflict =
        apply("two", "items", "template: {spec: {containers: [{name: a, image: 'a:2'}]}}");
    assertThat(conflict.code()).isEqualTo(409);
    assertThat(conflict.at("/details/causes/0/field"))
        .isEqualTo(".spec.template.spec.containers[name=\"a\"].image");

    RestServer.Answer gone = apply("two", "items", "");
    assertThat(gone.json().at("/spec/template/spec/containers").size()).isEqualTo(1);
  }

  private static RestServer.Answer autoscaler(String version, String manager, String spec)
      throws Exception {
    return server.call(
        "PATCH",
        "/apis/autoscaling/%s/namespaces/default/horizontalpodautoscalers/h?fieldManager=%s"
            .formatted(version, manager),
        "{apiVersion: autoscaling/%s, kind: HorizontalPodAutoscaler, metadata: {name: h}, spec: {%s}}"
            .formatted(version, spec),
        "Content-Type",
        TYPE);
  }

  @Test
  void managersMeetThoughTheySpeakOfOneObjectInTwoVersions() throws Exception {
    String target = "scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: a}, ";
    RestServer.Answer made =
        autoscaler("v1", "one", target + "maxReplicas: 3, targetCPUUtilizationPercentage: 70");
    assertThat(made.code()).as(made.text()).isEqualTo(201);
    assertThat(fieldsOf(made, "one").path("f:spec").propertyNames())
        .containsExactlyInAnyOrder(
            "f:maxReplicas", "f:scaleTargetRef", "f:targetCPUUtilizationPercentage");

    RestServer.Answer conflict = autoscaler("v2", "two", "maxReplicas: 4");
    assertThat(conflict.code()).as(conflict.text()).isEqualTo(409);
    RestServer.Answer cpu =
        autoscaler(
            "v2",
            "two",
            "metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization,"
                + " averageUtilization: 50}}}]");
    assertThat(cpu.at("/details/causes/0/field")).isEqualTo(".spec.targetCPUUtilizationPercentage");

    RestServer.Answer gone = autoscaler("v1", "one", target + "maxReplicas: 5");
    assertThat(gone.code()).isEqualTo(200);
    assertThat(gone.at("/spec/maxReplicas")).isEqualTo("5");
    RestServer.Answer free = autoscaler("v2", "two", "metrics: []");
    assertThat(free.code()).as(free.text()).isEqualTo(200);
  }

  @Test
  void anUpdateIsRecordedInTheVersionItWasSentIn() throws Exception {
    String path = "/apis/autoscaling/v%d/namespaces/default/horizontalpodautoscalers";
    server.post(
        path.formatted(2) + "?fieldManager=one",
        "{\"metadata\":{\"name\":\"sent\"},\"spec\":{\"maxReplicas\":3,\"scaleTargetRef\":"
            + "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"name\":\"a\"}}}");
    RestServer.Answer patched =
        server.call(
            "PATCH",
            path.formatted(1) + "/sent?fieldManager=two",
            "{\"spec\":{\"targetCPUUtilizationPercentage\":60}}",
            "Content-Type",
            "application/merge-patch+json");
    assertThat(fieldsOf(patched, "two").toString())
        .isEqualTo("{\"f:spec\":{\"f:targetCPUUtilizationPercentage\":{}}}");
    assertThat(patched.json().at("/metadata/managedFields").findValuesAsString("apiVersion"))
        .containsExactly("autoscaling/v2", "autoscaling/v1");
  }

  @Test
  void anUpdateOwnsWhatItChangesAndApplyForgetsIt() throws Exception {
    apply("one", "scaled", "replicas: 2, " + deployment("{name: a, image: 'a:1'}"));
    RestServer.Answer patched =
        server.call(
            "PATCH",
            DEPLOYMENTS + "/scaled?fieldManager=scaler",
            "{\"spec\":{\"replicas\":5}}",
            "Content-Type",
            "application/merge-patch+json");
    assertThat(fieldsOf(patched, "scaler").toString())
        .isEqualTo("{\"f:spec\":{\"f:replicas\":{}}}");
    assertThat(fieldsOf(patched, "one").at("/f:spec").has("f:replicas")).isFalse();
    RestServer.Answer again = apply("one", "scaled", deployment("{name: a, image: 'a:1'}"));
    assertThat(again.json().at("/spec/replicas").intValue()).isEqualTo(5);
  }

  @Test
  void defaultsOfACreationBelongToTheCreator() throws Exception {
    RestServer.Answer created =
        server.post(
            DEPLOYMENTS + "?fieldManager=poster",
            "{\"metadata\":{\"name\":\"posted\"},\"spec\":{\"selector\":{\"matchLabels\":{\"app\":\"a\"}},"
                + "\"template\":{\"metadata\":{\"labels\":{\"app\":\"a\"}},\"spec\":{\"containers\":"
                + "[{\"name\":\"a\",\"image\":\"a\"}]}}}}");
    JsonNode spec = fieldsOf(created, "poster").path("f:spec");
    assertThat(spec.has(".")).as("a struct held by value was there before").isFalse();
    assertThat(spec.has("f:replicas")).isTrue();
    assertThat(spec.at("/f:template/f:metadata/f:labels").toString())
        .isEqualTo("{\"f:app\":{},\".\":{}}");
    assertThat(spec.at("/f:template/f:spec/f:containers").has(".")).isFalse();
    assertThat(fieldsOf(created, "poster").has("f:status")).isFalse();
  }
}
