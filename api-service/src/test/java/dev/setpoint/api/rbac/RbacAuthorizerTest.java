package dev.setpoint.api.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.api.auth.Grant;
import dev.setpoint.api.auth.RequestIdentity;
import dev.setpoint.api.rest.RequestInfo;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RbacAuthorizerTest {

  private final PolicyIndex index = PolicyFixture.index();
  private final RbacAuthorizer rbac = new RbacAuthorizer(index, PolicyFixture.ready());

  private static RequestIdentity user(String name, String... groups) {
    return new RequestIdentity(name, "", List.of(groups), Map.of());
  }

  private static RequestInfo ask(String verb, String namespace, String resource, String name) {
    String[] parts = resource.split("/", 2);
    String group = parts[0].equals("deployments") || parts[0].equals("things") ? "apps" : "";
    return RequestInfo.asked(
        verb, group, "v1", namespace, parts[0], parts.length > 1 ? parts[1] : "", name);
  }

  private void put(RbacKind kind, String namespace, String name, String rest) {
    String json =
        "{\"metadata\":{\"name\":\"%s\",\"namespace\":\"%s\"},%s}"
            .formatted(name, namespace, rest.replace('\'', '"'));
    index.put(
        kind,
        new ObjectKey(namespace, name),
        KubeJson.readObject(json.getBytes(StandardCharsets.UTF_8)));
  }

  private void reader() {
    put(
        RbacKind.ROLE,
        "ns",
        "reader",
        "'rules':[{'apiGroups':[''],'resources':['pods','pods/log'],'verbs':['get']},"
            + "{'apiGroups':['apps'],'resources':['deployments'],'resourceNames':['web'],"
            + "'verbs':['update']},{'apiGroups':['*'],'resources':['*/scale'],'verbs':['*']}]");
    put(
        RbacKind.ROLE_BINDING,
        "ns",
        "readers",
        "'roleRef':{'kind':'Role','name':'reader'},'subjects':[{'kind':'User','name':'jane'},"
            + "{'kind':'ServiceAccount','name':'default'}]");
  }

  @Test
  void aRoleGrantsInItsNamespaceAndSaysWhy() {
    reader();
    Grant grant = rbac.grant(user("jane"), ask("get", "ns", "pods", ""));
    assertThat(grant).isNotNull();
    assertThat(grant.reason())
        .isEqualTo(
            "RBAC: allowed by RoleBinding \"readers/ns\" of Role \"reader\" to User \"jane\"");
    assertThat(rbac.grant(user("jane"), ask("get", "other", "pods", ""))).isNull();
    assertThat(rbac.grant(user("jane"), ask("get", "", "pods", ""))).isNull();
    assertThat(rbac.grant(user("jane"), ask("delete", "ns", "pods", ""))).isNull();
    assertThat(rbac.grant(user("joe"), ask("get", "ns", "pods", ""))).isNull();
  }

  @Test
  void subresourcesAndNamesAreMatchedExactly() {
    reader();
    RequestIdentity jane = user("jane");
    assertThat(rbac.grant(jane, ask("get", "ns", "pods/log", "p"))).isNotNull();
    assertThat(rbac.grant(jane, ask("get", "ns", "pods/exec", "p"))).isNull();
    assertThat(rbac.grant(jane, ask("update", "ns", "deployments", "web"))).isNotNull();
    assertThat(rbac.grant(jane, ask("update", "ns", "deployments", "api"))).isNull();
    assertThat(rbac.grant(jane, ask("update", "ns", "deployments", ""))).isNull();
    assertThat(rbac.grant(jane, ask("patch", "ns", "things/scale", "x"))).isNotNull();
    assertThat(rbac.grant(jane, ask("patch", "ns", "things/autoscale", "x"))).isNull();
  }

  @Test
  void anAccountIsMeantByItsUserName() {
    reader();
    Grant grant =
        rbac.grant(user("system:serviceaccount:ns:default"), ask("get", "ns", "pods", ""));
    assertThat(grant).isNotNull();
    assertThat(grant.reason()).endsWith("to ServiceAccount \"default/ns\"");
  }

  @Test
  void whatIsTakenAwayIsGone() {
    reader();
    index.remove(RbacKind.ROLE_BINDING, new ObjectKey("ns", "readers"));
    assertThat(rbac.grant(user("jane"), ask("get", "ns", "pods", ""))).isNull();
    reader();
    put(
        RbacKind.ROLE_BINDING,
        "ns",
        "readers",
        "'roleRef':{'kind':'Role','name':'reader'},'subjects':[{'kind':'User','name':'joe'}]");
    assertThat(rbac.grant(user("jane"), ask("get", "ns", "pods", ""))).isNull();
    assertThat(rbac.grant(user("joe"), ask("get", "ns", "pods", ""))).isNotNull();
    index.remove(RbacKind.ROLE, new ObjectKey("ns", "reader"));
    assertThat(rbac.grant(user("joe"), ask("get", "ns", "pods", ""))).isNull();
    assertThat(rbac.refusal(user("joe"), ask("get", "ns", "pods", "")))
        .isEqualTo("RBAC: role.rbac.authorization.k8s.io \"reader\" not found");
  }

  @Test
  void everybodyWhoIsSomebodyMayDiscover() {
    Grant grant =
        rbac.grant(user("jane", "system:authenticated"), RequestInfo.askedPath("get", "/api"));
    assertThat(grant).isNotNull();
    assertThat(grant.reason())
        .isEqualTo(
            "RBAC: allowed by ClusterRoleBinding \"system:discovery\" of ClusterRole"
                + " \"system:discovery\" to Group \"system:authenticated\"");
    assertThat(
            rbac.grant(
                user("system:anonymous", "system:unauthenticated"),
                RequestInfo.askedPath("get", "/api")))
        .isNull();
  }

  @Test
  void theSchedulerBindsAndReadsNoSecrets() {
    RequestIdentity scheduler = user("system:kube-scheduler");
    assertThat(rbac.grant(scheduler, ask("create", "ns", "pods/binding", "p"))).isNotNull();
    assertThat(rbac.grant(scheduler, ask("get", "ns", "secrets", "s"))).isNull();
  }
}
