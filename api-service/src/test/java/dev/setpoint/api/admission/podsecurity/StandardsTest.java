package dev.setpoint.api.admission.podsecurity;

import static dev.setpoint.api.admission.AdmissionFixture.NAMESPACES;
import static dev.setpoint.api.admission.AdmissionFixture.PODS;
import static dev.setpoint.api.registry.StrategyFixture.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.setpoint.api.admission.AdmissionFixture;
import dev.setpoint.api.admission.AdmissionRequest;
import dev.setpoint.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class StandardsTest {

  private static final LevelVersion BASELINE =
      new LevelVersion(Level.BASELINE, LevelVersion.LATEST);
  private static final LevelVersion RESTRICTED =
      new LevelVersion(Level.RESTRICTED, LevelVersion.LATEST);

  private static ObjectNode pod(String spec, String container) {
    return json(
        "{'metadata':{'name':'p'},'spec':{"
            + spec
            + "'containers':[{'name':'c'"
            + container
            + "}]}}");
  }

  private static String told(ObjectNode pod, LevelVersion policy) {
    return Standards.details(Standards.violations(pod, policy));
  }

  @Test
  void anOrdinaryPodIsFineButNotHardened() {
    ObjectNode pod = pod("", "");
    assertThat(told(pod, BASELINE)).isEmpty();
    assertThat(told(pod, RESTRICTED))
        .isEqualTo(
            "allowPrivilegeEscalation != false (container \"c\" must set"
                + " securityContext.allowPrivilegeEscalation=false), unrestricted capabilities"
                + " (container \"c\" must set securityContext.capabilities.drop=[\"ALL\"]),"
                + " runAsNonRoot != true (pod or container \"c\" must set"
                + " securityContext.runAsNonRoot=true), seccompProfile (pod or container \"c\" must"
                + " set securityContext.seccompProfile.type to \"RuntimeDefault\" or"
                + " \"Localhost\")");
  }

  @Test
  void whatReachesTheHostIsTold() {
    ObjectNode pod =
        pod(
            "'hostNetwork':true,'hostPID':true,'volumes':[{'name':'v','hostPath':{'path':'/'}}],"
                + "'securityContext':{'sysctls':[{'name':'kernel.msgmax'}]},",
            ",'ports':[{'hostPort':80}],'securityContext':{'privileged':true,"
                + "'capabilities':{'add':['NET_ADMIN','CHOWN']},"
                + "'seLinuxOptions':{'type':'spc_t','user':'u'}}");
    assertThat(told(pod, BASELINE))
        .isEqualTo(
            "non-default capabilities (container \"c\" must not include \"NET_ADMIN\" in"
                + " securityContext.capabilities.add), host namespaces (hostNetwork=true,"
                + " hostPID=true), hostPath volumes (volume \"v\"), hostPort (container \"c\" uses"
                + " hostPort 80), privileged (container \"c\" must not set"
                + " securityContext.privileged=true), seLinuxOptions (container \"c\" set forbidden"
                + " securityContext.seLinuxOptions: type \"spc_t\"; user may not be set), forbidden"
                + " sysctls (kernel.msgmax)");
  }

  @Test
  void versionsKeepToWhatTheyKnew() {
    ObjectNode pod =
        pod(
            "'securityContext':{'runAsNonRoot':true,'sysctls':"
                + "[{'name':'net.ipv4.ip_local_reserved_ports'}]},",
            ",'securityContext':{'allowPrivilegeEscalation':false}");
    assertThat(told(pod, new LevelVersion(Level.RESTRICTED, 18)))
        .isEqualTo("forbidden sysctls (net.ipv4.ip_local_reserved_ports)");
    assertThat(told(pod, new LevelVersion(Level.BASELINE, 27))).isEmpty();
  }

  @Test
  void labelsEnforceAuditAndWarn() {
    AdmissionFixture fixture =
        new AdmissionFixture()
            .with(
                NAMESPACES,
                json(
                    "{'metadata':{'name':'shop','labels':{"
                        + "'pod-security.kubernetes.io/enforce':'baseline',"
                        + "'pod-security.kubernetes.io/audit':'restricted',"
                        + "'pod-security.kubernetes.io/enforce-version':'v1.30'}}}"));
    PodSecurity plugin = new PodSecurity(fixture.objects);
    ObjectNode pod = pod("'hostIPC':true,", "");
    AdmissionRequest refused = AdmissionFixture.creation(PODS, pod);
    assertThatThrownBy(() -> plugin.validate(refused))
        .hasMessage(
            "pods \"p\" is forbidden: violates PodSecurity \"baseline:v1.30\": host namespaces"
                + " (hostIPC=true)");
    assertThat(refused.warnings().auditAnnotations())
        .containsEntry("pod-security.kubernetes.io/enforce-policy", "baseline:v1.30")
        .hasEntrySatisfying(
            "pod-security.kubernetes.io/audit-violations",
            would ->
                assertThat(would)
                    .startsWith(
                        "would violate PodSecurity \"restricted:latest\": host namespaces"));
    ObjectNode deployment = json("{'metadata':{'name':'d'},'spec':{}}");
    ((ObjectNode) deployment.path("spec")).set("template", pod);
    AdmissionRequest creation =
        AdmissionFixture.creation(
            new ResourceType("apps", "v1", "deployments", "Deployment", true), deployment);
    plugin.validate(creation);
    assertThat(creation.warnings().texts())
        .containsExactly(
            "would violate PodSecurity \"baseline:v1.30\": host namespaces (hostIPC=true)");
  }

  @Test
  void aNamespaceCannotAskForWhatDoesNotExist() {
    PodSecurity plugin = new PodSecurity(new AdmissionFixture().objects);
    ObjectNode namespace =
        json("{'metadata':{'name':'n','labels':{'pod-security.kubernetes.io/warn-version':'2'}}}");
    assertThatThrownBy(() -> plugin.validate(AdmissionFixture.creation(NAMESPACES, namespace)))
        .hasMessageContaining("must be \"latest\" or \"v1.x\"");
  }
}
