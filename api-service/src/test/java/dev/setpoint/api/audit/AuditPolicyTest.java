package dev.setpoint.api.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.setpoint.api.auth.RequestIdentity;
import dev.setpoint.api.pipeline.YamlTree;
import dev.setpoint.api.rest.RequestInfo;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditPolicyTest {

  private static final String POLICY =
      """
      apiVersion: audit.k8s.io/v1
      kind: Policy
      omitStages: [RequestReceived]
      rules:
      - level: None
        users: ["system:kube-proxy"]
        verbs: [watch]
      - level: None
        nonResourceURLs: ["/healthz*", "/version"]
      - level: Request
        resources:
        - group: ""
          resources: [configmaps]
          resourceNames: [controller-leader]
      - level: RequestResponse
        namespaces: [kube-system]
        resources:
        - group: ""
          resources: ["pods", "*/status"]
      - level: Metadata
        userGroups: ["system:authenticated"]
        omitStages: [ResponseStarted]
      """;

  private final AuditPolicy policy =
      AuditPolicy.of(YamlTree.read(POLICY.getBytes(StandardCharsets.UTF_8)).root());

  private static RequestIdentity user(String name) {
    return new RequestIdentity(name, "", List.of("system:authenticated"), Map.of());
  }

  @ParameterizedTest
  @CsvSource({
    "jane, GET, /api/v1/pods, METADATA",
    "jane, GET, /api/v1/namespaces/kube-system/pods/p, REQUEST_RESPONSE",
    "jane, GET, /api/v1/namespaces/kube-system/pods/p/log, METADATA",
    "jane, PUT, /api/v1/namespaces/kube-system/services/s/status, REQUEST_RESPONSE",
    "jane, GET, /api/v1/namespaces/x/configmaps/controller-leader, REQUEST",
    "jane, GET, /api/v1/namespaces/x/configmaps/other, METADATA",
    "jane, GET, /healthz/etcd, NONE",
    "system:kube-proxy, GET, /api/v1/services?watch=1, NONE",
    "system:kube-proxy, GET, /api/v1/services, METADATA"
  })
  void theFirstRuleThatFitsDecides(String who, String method, String url, AuditLevel level) {
    String[] parts = url.split("\\?", 2);
    RequestInfo what = RequestInfo.parse(method, parts[0], parts.length > 1 ? parts[1] : null);
    assertThat(policy.decide(user(who), what).level()).isEqualTo(level);
  }

  @Test
  void stagesAreLeftOutAsThePolicyAndTheRuleSay() {
    RequestInfo what = RequestInfo.parse("GET", "/api/v1/pods", null);
    assertThat(policy.decide(user("jane"), what).omittedStages())
        .containsExactlyInAnyOrder("RequestReceived", "ResponseStarted");
    assertThat(policy.decide(null, what).level()).isEqualTo(AuditLevel.NONE);
  }

  @Test
  void whatIsNoPolicyIsRefused() {
    assertThatThrownBy(
            () -> AuditPolicy.of(YamlTree.read("a: b".getBytes(StandardCharsets.UTF_8)).root()))
        .hasMessageContaining("audit.k8s.io/v1");
  }
}
