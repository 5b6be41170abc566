package dev.setpoint.controller.loadbalancer;

import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.controller.addresses.BlockPool;
import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.LoadBalancerIngressBuilder;
import io.fabric8.kubernetes.api.model.Service;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Load balancers of bare hosts: an address of a configured range for each Service. Who has which
 * stands in the Services' status; what is here is taken from there.
 */
@Component
final class PooledAddresses implements LoadBalancers {

  private final Store<Service> services;
  private final LoadBalancerProperties properties;
  private @Nullable Pools pools;

  @Autowired
  PooledAddresses(Informers informers, LoadBalancerProperties properties) {
    this(informers.informer(Service.class).store(), properties);
  }

  PooledAddresses(Store<Service> services, LoadBalancerProperties properties) {
    this.services = services;
    this.properties = properties;
    pools(properties); // so that a wrong range is told of at the start
  }

  /** The ranges, and who has what of them. */
  private record Pools(List<BlockPool> ranges, Map<ObjectKey, String> held) {}

  private static Pools pools(LoadBalancerProperties properties) {
    return new Pools(
        properties.addresses().stream().map(cidr -> new BlockPool(cidr, width(cidr))).toList(),
        new HashMap<>());
  }

  private static int width(String cidr) {
    return cidr.indexOf(':') < 0 ? 32 : 128;
  }

  @Override
  public boolean available() {
    return !properties.addresses().isEmpty();
  }

  @Override
  public void reset() {
    pools = null;
  }

  private Pools filled() {
    if (pools == null) {
      Pools found = pools(properties);
      services.list().forEach(service -> adopt(found, service));
      pools = found;
    }
    return pools;
  }

  /** Notes the address that a Service shows; of two that show the same, the first has it. */
  private static void adopt(Pools pools, Service service) {
    String shown = shown(service);
    if (shown != null && pools.ranges().stream().anyMatch(range -> range.occupy(shown))) {
      pools.held().put(ObjectKey.of(service), shown);
    }
  }

  private static @Nullable String shown(Service service) {
    if (service.getStatus() == null
        || service.getStatus().getLoadBalancer() == null
        || service.getStatus().getLoadBalancer().getIngress().isEmpty()) {
      return null;
    }
    return service.getStatus().getLoadBalancer().getIngress().getFirst().getIp();
  }

  @Override
  public List<LoadBalancerIngress> ensure(Service service) throws NoAddress {
    Pools now = filled();
    ObjectKey key = ObjectKey.of(service);
    String wanted = service.getSpec().getLoadBalancerIP();
    String held = now.held().get(key);
    if (held != null && wanted != null && !wanted.isEmpty() && !wanted.equals(held)) {
      release(key);
      held = null;
    }
    if (held == null) {
      held = wanted == null || wanted.isEmpty() ? any(now) : exactly(now, wanted);
      now.held().put(key, held);
    }
    return List.of(new LoadBalancerIngressBuilder().withIp(held).withIpMode("VIP").build());
  }

  private static String any(Pools pools) throws NoAddress {
    for (BlockPool range : pools.ranges()) {
      Optional<String> block = range.take();
      if (block.isPresent()) {
        return block.get().substring(0, block.get().indexOf('/'));
      }
    }
    throw new NoAddress("all addresses are taken");
  }

  private static String exactly(Pools pools, String wanted) throws NoAddress {
    for (BlockPool range : pools.ranges()) {
      if (range.occupy(wanted)) {
        return wanted;
      }
    }
    throw new NoAddress("address " + wanted + " is taken or in none of the ranges");
  }

  @Override
  public void release(ObjectKey service) {
    String held = filled().held().remove(service);
    if (held != null) {
      filled().ranges().forEach(range -> range.release(held));
    }
  }
}
