package dev.setpoint.api.bootstrap;

import dev.setpoint.api.allocation.ServiceRanges;
import dev.setpoint.api.pipeline.SystemWriter;
import dev.setpoint.api.registry.Trees;
import dev.setpoint.api.storage.ObjectStore;
import dev.setpoint.api.storage.StoredObject;
import dev.setpoint.api.storage.Write;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sees to the {@code kubernetes} Service and to the addresses behind it: of all replicas of the API
 * that lately said that they are there.
 */
@Component
@Order(300)
@EnableConfigurationProperties(AdvertiseProperties.class)
class KubernetesServiceKeeper implements ApplicationRunner, DisposableBean {

  private static final Logger log = LoggerFactory.getLogger(KubernetesServiceKeeper.class);

  private static final ResourceType SERVICES =
      new ResourceType("", "v1", "services", "Service", true);
  private static final ResourceType ENDPOINTS =
      new ResourceType("", "v1", "endpoints", "Endpoints", true);
  private static final ResourceType SLICES =
      new ResourceType("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", true);
  private static final ResourceType RANGES =
      new ResourceType("networking.k8s.io", "v1", "servicecidrs", "ServiceCIDR", false);
  private static final ObjectKey NAMESPACED =
      new ObjectKey(KubernetesService.NAMESPACE, KubernetesService.NAME);
  private static final ObjectKey CLUSTER_WIDE = new ObjectKey("", KubernetesService.NAME);

  private final ObjectStore store;
  private final SystemWriter writer;
  private final ServiceRanges ranges;
  private final AdvertiseProperties properties;
  private final ServletWebServerApplicationContext server;
  private final Clock clock;
  private @Nullable ReplicaLeases leases;
  private @Nullable Thread thread;

  KubernetesServiceKeeper(
      ObjectStore store,
      SystemWriter writer,
      ServiceRanges ranges,
      AdvertiseProperties properties,
      ServletWebServerApplicationContext server,
      Clock clock) {
    this.store = store;
    this.writer = writer;
    this.ranges = ranges;
    this.properties = properties;
    this.server = server;
    this.clock = clock;
  }

  @Override
  public void run(ApplicationArguments arguments) throws IOException {
    String address = properties.address().isEmpty() ? HostAddress.get() : properties.address();
    if (address.isEmpty()) {
      log.warn(
          "No address that Pods could reach this API by: the Service kubernetes leads nowhere");
    }
    ReplicaLeases ours = new ReplicaLeases(store, writer, properties.lease(), address, port());
    leases = ours;
    attempt(ours);
    thread = Thread.ofVirtual().name("kubernetes-service").start(() -> repeat(ours));
  }

  private int port() {
    return Objects.requireNonNull(server.getWebServer(), "web server").getPort();
  }

  private void repeat(ReplicaLeases ours) {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(properties.every());
      } catch (InterruptedException e) {
        return;
      }
      attempt(ours);
    }
  }

  private void attempt(ReplicaLeases ours) {
    try {
      ours.renew(clock.instant());
      service();
      range();
      addresses(ours);
    } catch (ApiException e) {
      log.warn("could not see to the Service kubernetes, trying again later: {}", e.toString());
    }
  }

  private void service() {
    if (store.get(SERVICES, NAMESPACED).isEmpty()) {
      ObjectNode service = KubernetesService.service(ranges.firstAddress(), port());
      writer.create(SERVICES, NAMESPACED, service);
    }
  }

  private void range() {
    if (store.get(RANGES, CLUSTER_WIDE).isEmpty()) {
      writer.create(RANGES, CLUSTER_WIDE, KubernetesService.range(ranges.texts()));
    }
    Optional<StoredObject> found = store.get(RANGES, CLUSTER_WIDE);
    if (found.isPresent()) {
      ObjectNode range = found.get().tree();
      if (Trees.texts(range, "spec", "cidrs").equals(ranges.texts())
          && KubernetesService.markReady(range, clock.instant())) {
        store.write(new Write.Update(RANGES, CLUSTER_WIDE, found.get().revision(), range));
      }
    }
  }

  private void addresses(ReplicaLeases ours) {
    SortedSet<String> addresses = ours.addresses(clock.instant());
    ensure(ENDPOINTS, KubernetesService.endpoints(addresses, port()), List.of("subsets"));
    ensure(
        SLICES,
        KubernetesService.slice(addresses, port()),
        List.of("addressType", "endpoints", "ports"));
  }

  /** A replica that was faster is followed at the next round. */
  private void ensure(ResourceType type, ObjectNode wanted, List<String> fields) {
    Optional<StoredObject> found = store.get(type, NAMESPACED);
    if (found.isEmpty()) {
      writer.create(type, NAMESPACED, wanted);
      return;
    }
    ObjectNode object = found.get().tree();
    boolean differs = fields.stream().anyMatch(field -> !Trees.same(object, wanted, field));
    if (differs) {
      fields.forEach(field -> Trees.copy(wanted, object, field));
      store.write(new Write.Update(type, NAMESPACED, found.get().revision(), object));
    }
  }

  @Override
  public void destroy() {
    Thread running = thread;
    ReplicaLeases ours = leases;
    if (running == null || ours == null) {
      return;
    }
    running.interrupt();
    try {
      ours.release();
      addresses(ours);
    } catch (ApiException e) {
      log.info("could not take this replica out of the Service kubernetes: {}", e.toString());
    }
  }
}
