package dev.setpoint.api.allocation;

import static dev.setpoint.api.registry.Trees.texts;

import dev.setpoint.api.allocation.Ledger.Entry;
import dev.setpoint.api.allocation.Ledger.Owner;
import dev.setpoint.api.registry.IpAddress;
import dev.setpoint.api.registry.core.ServiceFields;
import dev.setpoint.api.storage.ListQuery;
import dev.setpoint.api.storage.ObjectCursor;
import dev.setpoint.api.storage.ObjectStore;
import dev.setpoint.common.resource.ResourceType;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds what is taken against the Services, at the start and now and then: a service that died
 * between taking an address and writing its Service leaves one that nobody has. Safe on several
 * replicas at once.
 */
@Component
class AllocationRepair implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(AllocationRepair.class);
  private static final ResourceType SERVICES =
      new ResourceType("", "v1", "services", "Service", true);

  private final ObjectStore store;
  private final ServicePools pools;
  private final ServiceNetworkProperties properties;
  private final Clock clock;
  private @Nullable Thread thread;

  AllocationRepair(
      ObjectStore store, ServicePools pools, ServiceNetworkProperties properties, Clock clock) {
    this.store = store;
    this.pools = pools;
    this.properties = properties;
    this.clock = clock;
  }

  void repair() {
    // Taken first, Services second: what was taken in between is young, and not looked at.
    Map<String, Entry> addresses = pools.addressLedger().all();
    Map<String, Entry> ports = pools.portLedger().all();
    Map<String, Owner> wantedAddresses = new HashMap<>();
    Map<String, Owner> wantedPorts = new HashMap<>();
    try (ObjectCursor services = store.list(new ListQuery(SERVICES, null, 0, null, 0, null))) {
      while (services.hasNext()) {
        wants(services.next().tree(), wantedAddresses::put, wantedPorts::put);
      }
    }
    repair("address", pools.addressLedger(), addresses, wantedAddresses);
    repair("node port", pools.portLedger(), ports, wantedPorts);
  }

  private static void wants(
      ObjectNode service, BiConsumer<String, Owner> address, BiConsumer<String, Owner> port) {
    Owner owner = Owner.of(service);
    if (ServiceFields.needsClusterIp(service) && !ServiceFields.isHeadless(service)) {
      for (String text : texts(service, "spec", "clusterIPs")) {
        IpAddress ip = IpAddress.parse(text);
        if (ip != null) {
          address.accept(ip.toString(), owner);
        }
      }
    }
    NodePorts.of(service).forEach(number -> port.accept(number, owner));
  }

  private void repair(
      String what, Ledger ledger, Map<String, Entry> taken, Map<String, Owner> wanted) {
    Instant old = clock.instant().minus(properties.repairAfter());
    taken.forEach(
        (thing, entry) -> {
          if (!entry.owner().equals(wanted.get(thing)) && entry.since().isBefore(old)) {
            log.info("gives back the {} {}, which {} does not have", what, thing, entry.owner());
            ledger.release(thing, entry.owner());
          }
        });
    wanted.forEach(
        (thing, owner) -> {
          if (!taken.containsKey(thing) && ledger.take(thing, owner, null)) {
            log.info("notes that {} has the {} {}", owner, what, thing);
          }
        });
  }

  private void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        repair();
      } catch (RuntimeException e) {
        log.warn("could not look after what Services have, trying again later: {}", e.toString());
      }
      try {
        Thread.sleep(properties.repairEvery());
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  @Override
  public synchronized void start() {
    thread = Thread.ofVirtual().name("service-allocation-repair").start(this::run);
  }

  @Override
  public synchronized void stop() {
    if (thread != null) {
      thread.interrupt();
      thread = null;
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return thread != null;
  }
}
