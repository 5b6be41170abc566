package dev.setpoint.agent.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The /24 networks of a range. */
final class Subnets {

  private Subnets() {}

  /** All of {@code 10.244.0.0/16}, say, except those in use by other nodes. */
  static List<String> candidates(String range, Set<String> taken) {
    int slash = range.indexOf('/');
    int prefix = Integer.parseInt(range.substring(slash + 1));
    if (prefix > 24) {
      throw new IllegalArgumentException("podCidrRange must be /24 or larger: " + range);
    }
    long base = 0;
    for (String part : range.substring(0, slash).split("\\.")) {
      base = base << 8 | Integer.parseInt(part);
    }
    List<String> all = new ArrayList<>();
    int count = 1 << Math.min(24 - prefix, 8);
    for (int i = 0; i < count; i++) {
      long network = base + ((long) i << 8);
      String subnet =
          (network >> 24 & 255)
              + "."
              + (network >> 16 & 255)
              + "."
              + (network >> 8 & 255)
              + ".0/24";
      if (!taken.contains(subnet)) {
        all.add(subnet);
      }
    }
    return all;
  }
}
