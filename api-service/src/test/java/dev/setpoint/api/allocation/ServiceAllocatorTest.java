package dev.setpoint.api.allocation;

import static dev.setpoint.api.registry.StrategyFixture.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.setpoint.api.pipeline.Reserver.Reservation;
import dev.setpoint.api.rest.MemoryStore;
import dev.setpoint.api.storage.Write;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ServiceAllocatorTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final ResourceType SERVICES =
      new ResourceType("", "v1", "services", "Service", true);

  private final MemoryStore store = new MemoryStore();
  private final ServiceNetworkProperties properties =
      new ServiceNetworkProperties(
          List.of("10.0.0.0/29"), "30000-30001", Duration.ofMinutes(3), Duration.ofMinutes(1));
  private final ServicePools pools =
      new ServicePools(store, Clock.fixed(NOW, ZoneOffset.UTC), properties);
  private final ServiceAllocator allocator = new ServiceAllocator(pools);

  private static ObjectNode service(String name, String spec) {
    return json("{'metadata':{'namespace':'n','name':'" + name + "'},'spec':{" + spec + "}}");
  }

  private static String ip(ObjectNode service) {
    return service.at("/spec/clusterIP").stringValue("");
  }

  @Test
  void everyServiceGetsAnAddressOfItsOwnUntilThereIsNone() {
    List<String> ips =
        List.of("a", "b", "c", "d", "e", "f").stream()
            .map(
                name -> {
                  ObjectNode service = service(name, "'type':'ClusterIP'");
                  allocator.forCreate(service, false).keep();
                  return ip(service);
                })
            .toList();
    assertThat(ips).doesNotHaveDuplicates().allMatch(ip -> ip.startsWith("10.0.0."));
    assertThatThrownBy(() -> allocator.forCreate(service("g", "'type':'ClusterIP'"), false))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("range is full");
  }

  @Test
  void whatAFailedWriteTookIsFreeAgain() {
    ObjectNode service =
        service(
            "a", "'type':'NodePort','clusterIP':'10.0.0.3','ports':[{'port':1,'nodePort':30001}]");
    allocator.forCreate(service.deepCopy(), false).giveBack();
    allocator.forCreate(service, false).keep();
    assertThatThrownBy(
            () ->
                allocator.forCreate(
                    service("b", "'type':'ClusterIP','clusterIP':'10.0.0.3'"), false))
        .hasMessageContaining("failed to allocate IP 10.0.0.3: provided IP is already allocated");
    allocator.afterRemoval(service);
    assertThat(pools.addressLedger().all()).isEmpty();
    assertThat(pools.portLedger().all()).isEmpty();
  }

  @Test
  void anotherTypeGivesUpNodePortsOnceWritten() {
    ObjectNode old = service("a", "'type':'NodePort','ports':[{'port':1}]");
    allocator.forCreate(old, false).keep();
    ObjectNode changed = old.deepCopy();
    ((ObjectNode) changed.path("spec")).put("type", "ClusterIP");
    Reservation reservation = allocator.forUpdate(changed, old, false);
    assertThat(pools.portLedger().all()).hasSize(1);
    reservation.keep();
    assertThat(pools.portLedger().all()).isEmpty();
    assertThat(ip(changed)).isEqualTo(ip(old));
  }

  @Test
  void aDryRunTakesNothing() {
    ObjectNode service = service("a", "'type':'NodePort','ports':[{'port':1}]");
    allocator.forCreate(service, true).keep();
    assertThat(ip(service)).isNotEmpty();
    assertThat(pools.addressLedger().all()).isEmpty();
    assertThat(pools.portLedger().all()).isEmpty();
  }

  @Test
  void repairGivesBackWhatNobodyHasAndNotesWhatSomebodyHas() {
    pools.addressLedger().take("10.0.0.4", new Ledger.Owner("n", "gone"), null);
    ObjectNode service =
        service(
            "a",
            "'type':'NodePort','clusterIP':'10.0.0.5','clusterIPs':['10.0.0.5'],'ports':[{'port':1,'nodePort':30000}]");
    store.write(new Write.Create(SERVICES, new ObjectKey("n", "a"), service));
    new AllocationRepair(store, pools, properties, Clock.fixed(NOW, ZoneOffset.UTC)).repair();
    assertThat(pools.addressLedger().all()).containsOnlyKeys("10.0.0.4", "10.0.0.5");
    new AllocationRepair(store, pools, properties, Clock.fixed(NOW.plusSeconds(90), ZoneOffset.UTC))
        .repair();
    assertThat(pools.addressLedger().all()).containsOnlyKeys("10.0.0.5");
    assertThat(pools.portLedger().all()).containsOnlyKeys("30000");
  }
}
