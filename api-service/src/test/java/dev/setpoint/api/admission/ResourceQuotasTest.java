package dev.setpoint.api.admission;

import static dev.setpoint.api.admission.AdmissionFixture.PODS;
import static dev.setpoint.api.admission.AdmissionFixture.QUOTAS;
import static dev.setpoint.api.registry.StrategyFixture.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ResourceQuotasTest {

  private static ObjectNode quota(String spec, String hard, String used) {
    return json(
        "{'metadata':{'name':'q','namespace':'shop'},'spec':{"
            + spec
            + "},'status':{'hard':{"
            + hard
            + "},'used':{"
            + used
            + "}}}");
  }

  private static ObjectNode pod(String requests) {
    return json(
        "{'metadata':{'name':'p'},'spec':{'containers':[{'name':'c','resources':{'requests':"
            + requests
            + "}}]}}");
  }

  private static ResourceQuotas plugin(AdmissionFixture fixture) {
    return new ResourceQuotas(fixture.objects, fixture.store);
  }

  private static String used(AdmissionFixture fixture, String resource) {
    return fixture
        .store
        .get(QUOTAS, new ObjectKey("shop", "q"))
        .orElseThrow()
        .tree()
        .at("/status/used")
        .path(resource)
        .asString();
  }

  @Test
  void whatFitsIsChargedAndWhatDoesNotIsRefused() {
    AdmissionFixture fixture =
        new AdmissionFixture()
            .with(
                QUOTAS,
                quota("", "'requests.cpu':'1','pods':'5'", "'requests.cpu':'0','pods':'2'"));
    plugin(fixture).validate(AdmissionFixture.creation(PODS, pod("{'cpu':'600m'}")));
    assertThat(used(fixture, "requests.cpu")).isEqualTo("600m");
    assertThat(used(fixture, "pods")).isEqualTo("3");
    assertThatThrownBy(
            () -> plugin(fixture).validate(AdmissionFixture.creation(PODS, pod("{'cpu':'600m'}"))))
        .hasMessage(
            "pods \"p\" is forbidden: exceeded quota: q, requested: requests.cpu=600m, used:"
                + " requests.cpu=600m, limited: requests.cpu=1");
    assertThat(used(fixture, "pods")).isEqualTo("3");
  }

  @Test
  void containersMustSayWhatIsLimited() {
    AdmissionFixture fixture =
        new AdmissionFixture()
            .with(QUOTAS, quota("", "'limits.memory':'1Gi'", "'limits.memory':'0'"));
    assertThatThrownBy(
            () -> plugin(fixture).validate(AdmissionFixture.creation(PODS, pod("{'cpu':'1'}"))))
        .hasMessage("pods \"p\" is forbidden: failed quota: q: must specify limits.memory for: c");
  }

  @Test
  void aQuotaThatNobodyCountedLetsNothingIn() {
    AdmissionFixture fixture =
        new AdmissionFixture().with(QUOTAS, quota("", "'pods':'5','secrets':'1'", ""));
    assertThatThrownBy(() -> plugin(fixture).validate(AdmissionFixture.creation(PODS, pod("{}"))))
        .hasMessage("pods \"p\" is forbidden: status unknown for quota: q, resources: pods");
  }

  @Test
  void scopesChooseTheirPods() {
    AdmissionFixture fixture =
        new AdmissionFixture()
            .with(QUOTAS, quota("'scopes':['BestEffort']", "'pods':'0'", "'pods':'0'"));
    plugin(fixture).validate(AdmissionFixture.creation(PODS, pod("{'cpu':'1'}")));
    assertThatThrownBy(() -> plugin(fixture).validate(AdmissionFixture.creation(PODS, pod("{}"))))
        .isInstanceOf(ApiException.class);
  }

  @Test
  void otherKindsAreCounted() {
    ResourceType deployments = new ResourceType("apps", "v1", "deployments", "Deployment", true);
    AdmissionFixture fixture =
        new AdmissionFixture()
            .with(
                QUOTAS, quota("", "'count/deployments.apps':'1'", "'count/deployments.apps':'0'"));
    AdmissionRequest creation =
        AdmissionFixture.creation(deployments, json("{'metadata':{'name':'d'}}"));
    plugin(fixture).validate(creation);
    assertThatThrownBy(() -> plugin(fixture).validate(creation))
        .hasMessage(
            "deployments.apps \"d\" is forbidden: exceeded quota: q, requested:"
                + " count/deployments.apps=1, used: count/deployments.apps=1, limited:"
                + " count/deployments.apps=1");
  }

  /** Two plugins stand for two services over one database: their locks are not shared. */
  @Test
  void manyWritersNeverExceedAQuota() throws Exception {
    AdmissionFixture fixture =
        new AdmissionFixture().with(QUOTAS, quota("", "'pods':'20'", "'pods':'0'"));
    ResourceQuotas[] services = {plugin(fixture), plugin(fixture)};
    AtomicInteger admitted = new AtomicInteger();
    CountDownLatch start = new CountDownLatch(1);
    try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 60; i++) {
        ResourceQuotas service = services[i % services.length];
        workers.submit(
            () -> {
              start.await();
              service.validate(AdmissionFixture.creation(PODS, pod("{}")));
              return admitted.incrementAndGet();
            });
      }
      start.countDown();
    }
    assertThat(admitted).hasValue(20);
    assertThat(used(fixture, "pods")).isEqualTo("20");
  }
}
