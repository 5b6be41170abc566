package dev.setpoint.api.allocation;

import dev.setpoint.api.pki.ServerNames;
import dev.setpoint.api.registry.Cidr;
import java.math.BigInteger;
import java.util.List;
import org.springframework.stereotype.Component;

/** The ranges of addresses that Services get theirs from. */
@Component
public class ServiceRanges implements ServerNames {

  private final List<Cidr> ranges;

  ServiceRanges(ServiceNetworkProperties properties) {
    this.ranges = properties.ranges();
  }

  public List<String> texts() {
    return ranges.stream().map(Cidr::toString).toList();
  }

  /** That of the API itself, by convention. */
  public String firstAddress() {
    return ranges.getFirst().at(BigInteger.ONE).toString();
  }

  @Override
  public List<String> serverNames() {
    return List.of(firstAddress());
  }
}
