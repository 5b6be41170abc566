package dev.setpoint.controller.endpoints;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Spreads endpoints over slices with as few changes of what is there as may be, as the reconciler
 * of k8s.io/endpointslice does: what stays, stays where it is.
 *
 * @param keep what existing slices are to hold, whether that is new to them or not
 * @param create what new slices are to hold
 * @param delete slices that are not needed any more
 */
record SlicePlan(
    Map<EndpointSlice, Content> keep, List<Content> create, List<EndpointSlice> delete) {

  /** What a slice holds. */
  record Content(String family, List<EndpointPort> ports, List<Endpoint> endpoints) {}

  /** Endpoints of one address family and one set of ports. */
  record Group(String family, List<EndpointPort> ports) {}

  /**
   * @param existing slices that are ours to change
   * @param wanted endpoints that differ in address or target, by their group
   * @param families those of which there is to be a slice even if it is empty
   */
  static SlicePlan of(
      Collection<EndpointSlice> existing,
      Map<Group, List<Endpoint>> wanted,
      Collection<String> families,
      int most) {
    List<EndpointSlice> sorted =
        existing.stream()
            .sorted(Comparator.comparing(slice -> slice.getMetadata().getName()))
            .toList();
    Map<EndpointSlice, Content> keep = new LinkedHashMap<>();
    List<Content> create = new ArrayList<>();
    List<EndpointSlice> spare = new ArrayList<>(sorted);
    wanted.forEach(
        (group, endpoints) -> {
          List<EndpointSlice> own =
              sorted.stream().filter(slice -> groupOf(slice).equals(group)).toList();
          fill(group, endpoints, own, most, keep, create);
        });
    spare.removeAll(keep.keySet());
    for (String family : families) {
      boolean any =
          keep.values().stream().anyMatch(c -> c.family().equals(family))
              || create.stream().anyMatch(c -> c.family().equals(family));
      if (!any) {
        create.add(new Content(family, List.of(), List.of()));
      }
    }
    reuse(spare, create, keep);
    return new SlicePlan(keep, create, spare);
  }

  private static void fill(
      Group group,
      List<Endpoint> endpoints,
      List<EndpointSlice> own,
      int most,
      Map<EndpointSlice, Content> keep,
      List<Content> create) {
    Map<String, Endpoint> missing = new LinkedHashMap<>();
    endpoints.forEach(endpoint -> missing.put(key(endpoint), endpoint));
    Map<EndpointSlice, List<Endpoint>> contents = new LinkedHashMap<>();
    for (EndpointSlice slice : own) {
      List<Endpoint> stay = new ArrayList<>();
      for (Endpoint there : endpointsOf(slice)) {
        Endpoint now = missing.remove(key(there));
        if (now != null) {
          stay.add(now);
        }
      }
      if (!stay.isEmpty()) {
        contents.put(slice, stay);
      }
    }
    List<Endpoint> left = new ArrayList<>(missing.values());
    // The fullest first, so that in time there are fewer slices.
    contents.entrySet().stream()
        .sorted(Comparator.comparingInt(entry -> -entry.getValue().size()))
        .forEach(
            entry -> {
              int room = Math.min(most - entry.getValue().size(), left.size());
              List<Endpoint> more = left.subList(0, Math.max(0, room));
              entry.getValue().addAll(more);
              more.clear();
            });
    contents.forEach(
        (slice, all) -> keep.put(slice, new Content(group.family(), group.ports(), all)));
    for (int i = 0; i < left.size(); i += most) {
      create.add(
          new Content(
              group.family(),
              group.ports(),
              List.copyOf(left.subList(i, Math.min(i + most, left.size())))));
    }
  }

  /** A slice that would be deleted takes what would need a new one. */
  private static void reuse(
      List<EndpointSlice> spare, List<Content> create, Map<EndpointSlice, Content> keep) {
    for (EndpointSlice slice : List.copyOf(spare)) {
      Content content =
          create.stream()
              .filter(c -> c.family().equals(slice.getAddressType()))
              .findFirst()
              .orElse(null);
      if (content != null) {
        create.remove(content);
        spare.remove(slice);
        keep.put(slice, content);
      }
    }
  }

  static Group groupOf(EndpointSlice slice) {
    @Nullable List<EndpointPort> ports = slice.getPorts();
    return new Group(slice.getAddressType(), ports == null ? List.of() : ports);
  }

  static List<Endpoint> endpointsOf(EndpointSlice slice) {
    @Nullable List<Endpoint> endpoints = slice.getEndpoints();
    return endpoints == null ? List.of() : endpoints;
  }

  /** An endpoint is the same as long as its addresses and its target are. */
  static String key(Endpoint endpoint) {
    return endpoint.getAddresses()
        + " "
        + (endpoint.getTargetRef() == null ? "" : endpoint.getTargetRef().getUid());
  }

  static boolean isUpToDate(EndpointSlice slice, Content content) {
    Map<String, Endpoint> there = new HashMap<>();
    endpointsOf(slice).forEach(endpoint -> there.put(key(endpoint), endpoint));
    return groupOf(slice).equals(new Group(content.family(), content.ports()))
        && there.size() == content.endpoints().size()
        && content.endpoints().stream()
            .allMatch(endpoint -> Objects.equals(there.get(key(endpoint)), endpoint));
  }
}
