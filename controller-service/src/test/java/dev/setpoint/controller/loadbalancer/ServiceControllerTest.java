package dev.setpoint.controller.loadbalancer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.client.DeleteOptions;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceTypes;
import dev.setpoint.common.testing.Await;
import dev.setpoint.common.testing.FakeApi;
import dev.setpoint.controller.testing.RunningLoop;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The controller as it runs, with three addresses to give. */
class ServiceControllerTest {

  @TempDir Path dir;
  private FakeApi api;
  private RunningLoop loop;

  @BeforeEach
  void start() {
    api = new FakeApi(dir);
    LoadBalancerProperties properties =
        new LoadBalancerProperties(List.of("192.0.2.8/31", "192.0.2.20/32"));
    loop =
        new RunningLoop(
            api,
            (informers, client, events) ->
                new ServiceController(
                    informers, new PooledAddresses(informers, properties), client, events));
  }

  @AfterEach
  void stop() {
    loop.close();
    api.close();
  }

  private void create(String name, String wanted, String loadBalancerClass) {
    api.put(
        new ServiceBuilder()
            .withNewMetadata()
            .withNamespace("ns")
            .withName(name)
            .endMetadata()
            .withNewSpec()
            .withType("LoadBalancer")
            .withLoadBalancerIP(wanted)
            .withLoadBalancerClass(loadBalancerClass)
            .endSpec()
            .build());
  }

  private Service service(String name) {
    return api.client().get(Service.class, new ObjectKey("ns", name));
  }

  private String address(String name) {
    Service service = service(name);
    return service.getStatus() == null
            || service.getStatus().getLoadBalancer() == null
            || service.getStatus().getLoadBalancer().getIngress().isEmpty()
        ? ""
        : service.getStatus().getLoadBalancer().getIngress().getFirst().getIp();
  }

  private void awaitAddress(String name, String address) {
    Await.until(name + " has " + address, () -> address(name).equals(address));
  }

  @Test
  void eachServiceHasAnAddressOfItsOwnAndKeepsItAcrossLeaders() {
    create("a", null, null);
    awaitAddress("a", "192.0.2.8");
    create("b", "192.0.2.20", null);
    awaitAddress("b", "192.0.2.20");
    loop.restart();
    create("c", null, null);
    awaitAddress("c", "192.0.2.9");
    assertThat(address("a")).isEqualTo("192.0.2.8");
    assertThat(service("a").getMetadata().getFinalizers())
        .containsExactly("service.kubernetes.io/load-balancer-cleanup");
  }

  @Test
  void whoComesTooLateIsToldAndHasTheAddressOnceItIsFree() {
    create("first", "192.0.2.20", null);
    awaitAddress("first", "192.0.2.20");
    create("second", "192.0.2.20", null);
    Await.until(
        "the Event",
        () ->
            api.client()
                .listAll(ResourceTypes.of(Event.class), "ns", "")
                .items()
                .toString()
                .contains("address 192.0.2.20 is taken or in none of the ranges"));
    api.client()
        .update(
            new ServiceBuilder(service("first"))
                .editSpec()
                .withType("ClusterIP")
                .endSpec()
                .build());
    awaitAddress("second", "192.0.2.20");
    assertThat(address("first")).isEmpty();
    Await.until("it lets go", () -> service("first").getMetadata().getFinalizers().isEmpty());
  }

  @Test
  void deletedServicesGiveTheirAddressBack() {
    create("old", "192.0.2.9", null);
    awaitAddress("old", "192.0.2.9");
    api.client().delete(service("old"), DeleteOptions.ofUid(null));
    Await.until(
        "it is gone", () -> api.client().find(Service.class, new ObjectKey("ns", "old")) == null);
    create("new", "192.0.2.9", null);
    awaitAddress("new", "192.0.2.9");
  }

  @Test
  void othersClassesAreOthers() {
    create("foreign", null, "example.org/lb");
    create("own", null, null);
    awaitAddress("own", "192.0.2.8");
    assertThat(address("foreign")).isEmpty();
    assertThat(service("foreign").getMetadata().getFinalizers()).isEmpty();
  }
}
