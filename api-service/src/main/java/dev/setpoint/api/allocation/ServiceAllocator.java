package dev.setpoint.api.allocation;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.copy;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.texts;

import dev.setpoint.api.allocation.Ledger.Owner;
import dev.setpoint.api.pipeline.Reserver;
import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.core.ServiceFields;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.resource.ResourceType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Gives Services their cluster addresses and node ports, and takes them back. */
@Component
final class ServiceAllocator implements Reserver {

  private final ServicePools pools;
  private final ServiceFamilies families;

  ServiceAllocator(ServicePools pools) {
    this.pools = pools;
    this.families = new ServiceFamilies(pools.families());
  }

  @Override
  public boolean serves(ResourceType type) {
    return type.qualifiedName().equals("services");
  }

  @Override
  public Reservation forCreate(ObjectNode service, boolean dryRun) {
    normalize(service, null);
    refuse(service, families.settle(service, null));
    ServiceReservation reservation = new ServiceReservation(Owner.of(service), dryRun);
    return complete(
        reservation,
        () -> {
          if (ServiceFields.needsClusterIp(service) && !ServiceFields.isHeadless(service)) {
            takeAddresses(service, 0, reservation);
          }
          new NodePorts(pools.nodePorts(), reservation).forCreate(service);
        });
  }

  @Override
  public Reservation forUpdate(ObjectNode service, ObjectNode old, boolean dryRun) {
    carryOver(service, old);
    normalize(service, old);
    refuse(service, families.settle(service, old));
    ServiceReservation reservation = new ServiceReservation(Owner.of(service), dryRun);
    return complete(
        reservation,
        () -> {
          updateAddresses(service, old, reservation);
          new NodePorts(pools.nodePorts(), reservation).forUpdate(service, old);
        });
  }

  private static Reservation complete(ServiceReservation reservation, Runnable taking) {
    boolean done = false;
    try {
      taking.run();
      done = true;
      return reservation;
    } finally {
      if (!done) {
        reservation.giveBack();
      }
    }
  }

  static void refuse(ObjectNode service, FieldErrors errors) {
    if (!errors.isEmpty()) {
      throw ApiException.invalid("", "Service", text(service, "metadata", "name"), errors.causes());
    }
  }

  /** What a writer leaves out but the Service has, so that writing it again changes nothing. */
  private static void carryOver(ObjectNode service, ObjectNode old) {
    ObjectNode spec = child(service, "spec");
    ObjectNode oldSpec = child(old, "spec");
    if (ServiceFields.needsClusterIp(old) && ServiceFields.needsClusterIp(service)) {
      if (text(spec, "clusterIP").isEmpty() && spec.path("clusterIPs").isEmpty()) {
        copy(oldSpec, spec, "clusterIP");
      }
      if (spec.path("clusterIPs").isEmpty()
          && text(spec, "clusterIP").equals(text(oldSpec, "clusterIP"))) {
        copy(oldSpec, spec, "clusterIPs");
      }
    }
    if (ServiceFields.needsNodePort(old) && ServiceFields.needsNodePort(service)) {
      NodePorts.carryOver(service, old);
    }
    if (ServiceFields.needsHealthCheckPort(old)
        && ServiceFields.needsHealthCheckPort(service)
        && number(spec, "healthCheckNodePort") == 0) {
      copy(oldSpec, spec, "healthCheckNodePort");
    }
  }

  /** Brings clusterIP and clusterIPs together where a writer set or cleared only the former. */
  private static void normalize(ObjectNode service, @Nullable ObjectNode old) {
    ObjectNode spec = child(service, "spec");
    String ip = text(spec, "clusterIP");
    List<String> ips = texts(spec, "clusterIPs");
    if (old == null) {
      if (!ip.isEmpty() && ips.isEmpty()) {
        put(spec, List.of(ip));
      }
      return;
    }
    String before = text(old, "spec", "clusterIP");
    List<String> allBefore = texts(old, "spec", "clusterIPs");
    if (!allBefore.isEmpty() && ips.isEmpty() && ip.equals(before)) {
      put(spec, allBefore);
    } else if (!ip.equals(before) && ips.equals(allBefore)) {
      put(spec, ip.isEmpty() ? List.of() : List.of(ip));
    } else if (ip.isEmpty() && allBefore.isEmpty() && ips.isEmpty()) {
      spec.remove("clusterIPs");
    }
  }

  private static void put(ObjectNode spec, List<String> ips) {
    if (ips.isEmpty()) {
      spec.remove("clusterIPs");
    } else {
      ArrayNode list = spec.putArray("clusterIPs");
      ips.forEach(list::add);
    }
  }

  private void updateAddresses(ObjectNode service, ObjectNode old, ServiceReservation reservation) {
    boolean needs = ServiceFields.needsClusterIp(service);
    if (!ServiceFields.needsClusterIp(old)) {
      if (needs && !ServiceFields.isHeadless(service)) {
        takeAddresses(service, 0, reservation);
      }
      return;
    }
    if (ServiceFields.isHeadless(old)) {
      return;
    }
    List<String> before = texts(old, "spec", "clusterIPs");
    if (!needs) {
      before.forEach(ip -> reservation.giveUp(pools.of(ip), ip));
      return;
    }
    int familiesBefore = old.path("spec").path("ipFamilies").size();
    int familiesNow = service.path("spec").path("ipFamilies").size();
    if (familiesBefore == 1 && familiesNow == 2) {
      takeAddresses(service, 1, reservation);
    } else if (familiesBefore == 2 && familiesNow == 1 && before.size() == 2) {
      reservation.giveUp(pools.of(before.get(1)), before.get(1));
    }
  }

  /**
   * @param from 0 for all, 1 for all but the first, which the Service has
   */
  private void takeAddresses(ObjectNode service, int from, ServiceReservation reservation) {
    ObjectNode spec = child(service, "spec");
    List<String> wanted = texts(spec, "clusterIPs");
    List<String> of = texts(spec, "ipFamilies");
    List<String> ips = new ArrayList<>(wanted.subList(0, Math.min(from, wanted.size())));
    for (int i = from; i < of.size(); i++) {
      ClusterIpPool pool = pools.ofFamily(of.get(i));
      if (i >= wanted.size() || wanted.get(i).isEmpty()) {
        ips.add(reservation.takeAny(pool));
        continue;
      }
      String problem = reservation.take(pool, wanted.get(i));
      if (!problem.isEmpty()) {
        FieldErrors errors = new FieldErrors();
        errors.invalid(
            "spec.clusterIPs",
            GoFormat.strings(wanted),
            "failed to allocate IP " + wanted.get(i) + ": " + problem);
        refuse(service, errors);
      }
      ips.add(wanted.get(i));
    }
    put(spec, ips);
    spec.put("clusterIP", ips.getFirst());
  }

  @Override
  public void afterRemoval(ObjectNode last) {
    Owner owner = Owner.of(last);
    if (ServiceFields.needsClusterIp(last) && !ServiceFields.isHeadless(last)) {
      texts(last, "spec", "clusterIPs").forEach(ip -> pools.of(ip).release(ip, owner));
    }
    for (String port : NodePorts.of(last)) {
      pools.nodePorts().release(port, owner);
    }
  }
}
