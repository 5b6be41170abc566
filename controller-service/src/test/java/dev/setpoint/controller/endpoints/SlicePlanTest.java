package dev.setpoint.controller.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SlicePlanTest {

  private static final List<String> V4 = List.of("IPv4");

  private static List<EndpointPort> ports(int number) {
    return List.of(new EndpointPortBuilder().withPort(number).withProtocol("TCP").build());
  }

  private static SlicePlan.Group group(int port) {
    return new SlicePlan.Group("IPv4", ports(port));
  }

  private static Endpoint endpoint(int number) {
    return new EndpointBuilder().withAddresses("10.0.0." + number).build();
  }

  private static EndpointSlice slice(String name, SlicePlan.Content content) {
    return new EndpointSliceBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withAddressType(content.family())
        .withPorts(content.ports())
        .withEndpoints(content.endpoints())
        .build();
  }

  private static EndpointSlice slice(String name, int port, int... numbers) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (int number : numbers) {
      endpoints.add(endpoint(number));
    }
    return slice(name, new SlicePlan.Content("IPv4", ports(port), endpoints));
  }

  private static List<String> addresses(List<Endpoint> endpoints) {
    return endpoints.stream().map(e -> e.getAddresses().getFirst()).toList();
  }

  @Test
  void whatStaysStaysWhereItIs() {
    EndpointSlice a = slice("a", 80, 1, 2);
    EndpointSlice b = slice("b", 80, 3);
    SlicePlan plan =
        SlicePlan.of(
            List.of(a, b),
            Map.of(group(80), List.of(endpoint(2), endpoint(3), endpoint(4), endpoint(5))),
            V4,
            2);
    assertThat(addresses(plan.keep().get(a).endpoints())).containsExactly("10.0.0.2", "10.0.0.4");
    assertThat(addresses(plan.keep().get(b).endpoints())).containsExactly("10.0.0.3", "10.0.0.5");
    assertThat(plan.create()).isEmpty();
    assertThat(plan.delete()).isEmpty();
  }

  @Test
  void oneSliceStaysWhenNothingIsLeftAndOtherPortsTakeIt() {
    EndpointSlice a = slice("a", 80, 1);
    SlicePlan empty = SlicePlan.of(List.of(a), Map.of(), V4, 100);
    assertThat(empty.keep().get(a).endpoints()).isEmpty();
    SlicePlan moved = SlicePlan.of(List.of(a), Map.of(group(81), List.of(endpoint(1))), V4, 100);
    assertThat(moved.keep().get(a).ports()).isEqualTo(ports(81));
    assertThat(moved.create()).isEmpty();
    EndpointSlice b = slice("b", 80, 2);
    assertThat(SlicePlan.of(List.of(a, b), Map.of(), V4, 100).delete()).containsExactly(b);
  }

  /**
   * Every endpoint is in exactly one slice, none is overfull, and a second look changes nothing.
   */
  @Property(tries = 300)
  void holdsEachEndpointOnce(
      @ForAll @Size(max = 30) Set<@IntRange(min = 1, max = 40) Integer> before,
      @ForAll @Size(max = 30) Set<@IntRange(min = 1, max = 40) Integer> after,
      @ForAll @IntRange(min = 1, max = 7) int most) {
    List<EndpointSlice> slices = applied(List.of(), before, most);
    List<EndpointSlice> now = applied(slices, after, most);
    List<String> all = new ArrayList<>();
    now.forEach(slice -> all.addAll(addresses(SlicePlan.endpointsOf(slice))));
    assertThat(all).doesNotHaveDuplicates().hasSize(after.size());
    assertThat(now).allMatch(slice -> SlicePlan.endpointsOf(slice).size() <= most);
    SlicePlan again = SlicePlan.of(now, wanted(after), V4, most);
    assertThat(again.create()).isEmpty();
    assertThat(again.delete()).isEmpty();
    again.keep().forEach((s, c) -> assertThat(SlicePlan.isUpToDate(s, c)).isTrue());
  }

  private static Map<SlicePlan.Group, List<Endpoint>> wanted(Set<Integer> numbers) {
    return numbers.isEmpty()
        ? Map.of()
        : Map.of(group(80), new TreeSet<>(numbers).stream().map(SlicePlanTest::endpoint).toList());
  }

  private static List<EndpointSlice> applied(
      List<EndpointSlice> slices, Set<Integer> numbers, int most) {
    SlicePlan plan = SlicePlan.of(slices, wanted(numbers), V4, most);
    List<EndpointSlice> now = new ArrayList<>();
    plan.keep().forEach((s, c) -> now.add(slice(s.getMetadata().getName(), c)));
    for (int i = 0; i < plan.create().size(); i++) {
      now.add(slice("new-" + slices.size() + "-" + i, plan.create().get(i)));
    }
    return now;
  }
}
