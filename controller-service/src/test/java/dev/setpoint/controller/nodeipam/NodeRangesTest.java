package dev.setpoint.controller.nodeipam;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class NodeRangesTest {

  private static NodeRanges ranges(String... cidrs) {
    return new NodeRanges(new NodeIpamProperties(List.of(cidrs), "10.96.0.0/12", 24, 64));
  }

  @Test
  void aNodeKeepsItsRangeUntilItIsForgotten() {
    NodeRanges ranges = ranges("10.244.0.0/23");
    assertThat(ranges.assign("a")).contains(List.of("10.244.0.0/24"));
    assertThat(ranges.assign("a")).contains(List.of("10.244.0.0/24"));
    assertThat(ranges.assign("b")).contains(List.of("10.244.1.0/24"));
    assertThat(ranges.assign("c")).isEmpty();
    ranges.forget("a");
    assertThat(ranges.assign("c")).contains(List.of("10.244.0.0/24"));
  }

  @Test
  void eachFamilyGivesOne() {
    assertThat(ranges("10.244.0.0/16", "fd00::/56").assign("a"))
        .contains(List.of("10.244.0.0/24", "fd00::/64"));
  }

  @Test
  void servicesKeepTheirAddresses() {
    assertThat(ranges("10.96.0.0/16").assign("a")).isEmpty();
  }

  @Test
  void whereOneFamilyHasNoneLeftNothingIsTakenOfTheOther() {
    NodeRanges ranges = ranges("10.244.0.0/23", "fd00::/64");
    assertThat(ranges.assign("a")).isPresent();
    assertThat(ranges.assign("b")).isEmpty();
    ranges.forget("a");
    assertThat(ranges.assign("b")).contains(List.of("10.244.0.0/24", "fd00::/64"));
  }

  @Property
  void neverGivesTwoNodesTheSame(@ForAll @Size(max = 80) List<@IntRange(max = 39) Integer> steps) {
    NodeRanges ranges = ranges("10.244.0.0/20");
    ranges.keep("old", List.of("10.244.3.0/24"));
    Map<String, List<String>> held = new HashMap<>(Map.of("old", List.of("10.244.3.0/24")));
    for (int step : steps) {
      String node = "n" + step % 20;
      if (step < 20) {
        ranges.assign(node).ifPresent(given -> held.put(node, given));
      } else {
        ranges.forget(node);
        held.remove(node);
      }
      assertThat(held.values()).doesNotHaveDuplicates();
    }
  }
}
