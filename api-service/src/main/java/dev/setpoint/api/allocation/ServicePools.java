package dev.setpoint.api.allocation;

import dev.setpoint.api.registry.core.ServiceAddressRules;
import dev.setpoint.api.storage.ObjectStore;
import dev.setpoint.common.resource.ResourceType;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** All pools that Services take from, with who has what. */
@Component
@EnableConfigurationProperties(ServiceNetworkProperties.class)
class ServicePools {

  private static final ResourceType ADDRESSES =
      new ResourceType("networking.k8s.io", "v1", "ipaddresses", "IPAddress", false);

  /** Of no group that is served: nobody but this package reads or writes these. */
  private static final ResourceType PORTS =
      new ResourceType("allocation.setpoint.dev", "v1", "nodeports", "NodePort", false);

  private final Map<String, ClusterIpPool> byFamily = new LinkedHashMap<>();
  private final NodePortPool nodePorts;
  private final Ledger addressLedger;
  private final Ledger portLedger;

  ServicePools(ObjectStore store, Clock clock, ServiceNetworkProperties properties) {
    addressLedger = new Ledger(store, clock, ADDRESSES);
    portLedger = new Ledger(store, clock, PORTS);
    properties
        .ranges()
        .forEach(
            range -> {
              ClusterIpPool pool = new ClusterIpPool(range, addressLedger);
              byFamily.put(pool.family(), pool);
            });
    nodePorts = new NodePortPool(properties.firstPort(), properties.lastPort(), portLedger);
  }

  /** The cluster's families, its own first. */
  List<String> families() {
    return List.copyOf(byFamily.keySet());
  }

  ClusterIpPool ofFamily(String family) {
    return Objects.requireNonNull(byFamily.get(family), family);
  }

  /** The pool of an address, by its family; that of the cluster's own where it has no such. */
  ClusterIpPool of(String ip) {
    ClusterIpPool pool = byFamily.get(ServiceAddressRules.familyOf(ip));
    return pool == null ? byFamily.values().iterator().next() : pool;
  }

  NodePortPool nodePorts() {
    return nodePorts;
  }

  Ledger addressLedger() {
    return addressLedger;
  }

  Ledger portLedger() {
    return portLedger;
  }
}
