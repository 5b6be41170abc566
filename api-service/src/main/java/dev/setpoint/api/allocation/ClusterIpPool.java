package dev.setpoint.api.allocation;

import dev.setpoint.api.allocation.Ledger.Owner;
import dev.setpoint.api.registry.Cidr;
import dev.setpoint.api.registry.IpAddress;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.json.KubeJson;
import java.math.BigInteger;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.node.ObjectNode;

/**
 * The cluster addresses of one family. The lower part of the range is left to those who ask for an
 * address by name, as long as there are others.
 */
final class ClusterIpPool implements Pool {

  private static final int TRIES = 64;

  private final Cidr range;
  private final Ledger ledger;
  private final long first;
  private final long count;

  ClusterIpPool(Cidr range, Ledger ledger) {
    this.range = range;
    this.ledger = ledger;
    long size = range.size().min(BigInteger.valueOf(1L << 30)).longValueExact();
    // Neither the network itself nor, of the older family, its broadcast address.
    first = size > 2 ? 1 : 0;
    count = size > 2 ? size - (range.given().isV4() ? 2 : 1) : size;
  }

  Cidr range() {
    return range;
  }

  String family() {
    return range.given().isV4() ? "IPv4" : "IPv6";
  }

  @Override
  public String take(String thing, Owner owner, boolean dryRun) {
    IpAddress ip = IpAddress.parse(thing);
    if (ip == null || !range.contains(ip)) {
      return "the provided IP ("
          + thing
          + ") is not in the valid range. The range of valid IPs is "
          + range;
    }
    return dryRun || take(ip, owner) ? "" : "provided IP is already allocated";
  }

  private boolean take(IpAddress ip, Owner owner) {
    ObjectNode labels = KubeJson.TREES.createObjectNode();
    labels.put("ipaddress.kubernetes.io/ip-family", family());
    labels.put("ipaddress.kubernetes.io/managed-by", "ipallocator.k8s.io");
    return ledger.take(ip.toString(), owner, labels);
  }

  @Override
  public String takeAny(Owner owner, boolean dryRun) {
    long reserved = Math.clamp(count / 16, 16, 256);
    long free = count > reserved ? count - reserved : 0;
    if (free > 0) {
      for (int i = 0; i < TRIES; i++) {
        IpAddress ip = at(reserved + ThreadLocalRandom.current().nextLong(free));
        if (dryRun || take(ip, owner)) {
          return ip.toString();
        }
      }
    }
    // Nearly full: go through what is left, the part for named addresses last.
    var taken = ledger.all().keySet();
    for (long i = 0; i < count; i++) {
      IpAddress ip = at((i + (free > 0 ? reserved : 0)) % count);
      if (!taken.contains(ip.toString()) && (dryRun || take(ip, owner))) {
        return ip.toString();
      }
    }
    throw ApiException.internal("failed to allocate a serviceIP: range is full");
  }

  private IpAddress at(long index) {
    return range.at(BigInteger.valueOf(first + index));
  }

  @Override
  public void release(String thing, Owner owner) {
    IpAddress ip = IpAddress.parse(thing);
    if (ip != null) {
      ledger.release(ip.toString(), owner);
    }
  }
}
