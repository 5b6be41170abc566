package dev.setpoint.api.allocation;

import dev.setpoint.api.registry.Cidr;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where Services get their addresses and ports from.
 *
 * @param clusterIps one range, or one of each family; the first is that of most Services
 * @param nodePorts first and last port, both included
 * @param repairEvery how often what is taken is held against the Services
 * @param repairAfter how long something may be taken by nobody before it is given back
 */
@ConfigurationProperties("setpoint.services")
public record ServiceNetworkProperties(
    @DefaultValue("10.96.0.0/16") List<String> clusterIps,
    @DefaultValue("30000-32767") String nodePorts,
    @DefaultValue("3m") Duration repairEvery,
    @DefaultValue("1m") Duration repairAfter) {

  public ServiceNetworkProperties {
    if (ranges(clusterIps).stream().map(r -> r.given().isV4()).distinct().count()
            != clusterIps.size()
        || clusterIps.isEmpty()) {
      throw new IllegalArgumentException(
          "setpoint.services.cluster-ips: one range, or one of each family: " + clusterIps);
    }
    if (!nodePorts.matches("\\d{1,5}-\\d{1,5}") || first(nodePorts) > last(nodePorts)) {
      throw new IllegalArgumentException(
          "setpoint.services.node-ports: not a range of ports: " + nodePorts);
    }
  }

  private static List<Cidr> ranges(List<String> texts) {
    List<Cidr> ranges = new ArrayList<>();
    for (String text : texts) {
      Cidr range = Cidr.parse(text.strip());
      if (range == null) {
        throw new IllegalArgumentException(
            "setpoint.services.cluster-ips: not a range of addresses: " + text);
      }
      ranges.add(range);
    }
    return ranges;
  }

  private static int first(String ports) {
    return Integer.parseInt(ports.substring(0, ports.indexOf('-')));
  }

  private static int last(String ports) {
    return Integer.parseInt(ports.substring(ports.indexOf('-') + 1));
  }

  List<Cidr> ranges() {
    return ranges(clusterIps);
  }

  int firstPort() {
    return first(nodePorts);
  }

  int lastPort() {
    return last(nodePorts);
  }
}
