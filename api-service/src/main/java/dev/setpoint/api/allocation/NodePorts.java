package dev.setpoint.api.allocation;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.core.ServiceFields;
import dev.setpoint.common.error.ApiException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** The node ports of one write of one Service, that of its health check among them. */
final class NodePorts {

  private static final String HEALTH = "healthCheckNodePort";

  private final NodePortPool pool;
  private final ServiceReservation reservation;

  NodePorts(NodePortPool pool, ServiceReservation reservation) {
    this.pool = pool;
    this.reservation = reservation;
  }

  /** Every node port that a Service has, each once. */
  static Set<String> of(ObjectNode service) {
    Set<String> ports = new HashSet<>();
    for (ObjectNode port : objects(service, "spec", "ports")) {
      if (number(port, "nodePort") != 0) {
        ports.add(String.valueOf(number(port, "nodePort")));
      }
    }
    if (number(service, "spec", HEALTH) != 0) {
      ports.add(String.valueOf(number(service, "spec", HEALTH)));
    }
    return ports;
  }

  /** Ports of the same name keep their node port, unless the writer gives it to another. */
  static void carryOver(ObjectNode service, ObjectNode old) {
    Map<String, Integer> byName = new HashMap<>();
    Set<Integer> before = new HashSet<>();
    for (ObjectNode port : objects(old, "spec", "ports")) {
      byName.put(text(port, "name"), number(port, "nodePort"));
      before.add(number(port, "nodePort"));
    }
    Set<Integer> used = new HashSet<>();
    for (ObjectNode port : objects(service, "spec", "ports")) {
      if (before.contains(number(port, "nodePort"))) {
        used.add(number(port, "nodePort"));
      }
    }
    used.remove(0);
    for (ObjectNode port : objects(service, "spec", "ports")) {
      Integer mine = byName.get(text(port, "name"));
      if (number(port, "nodePort") == 0 && mine != null && mine != 0 && !used.contains(mine)) {
        port.put("nodePort", mine.intValue());
      }
    }
  }

  /** One number over several protocols gets one node port. */
  void forCreate(ObjectNode service) {
    if (ServiceFields.needsNodePort(service)) {
      boolean any = ServiceFields.allocatesNodePorts(service);
      Map<Integer, Integer> given = new HashMap<>();
      List<ObjectNode> ports = objects(service, "spec", "ports");
      for (int i = 0; i < ports.size(); i++) {
        ObjectNode port = ports.get(i);
        int wanted = number(port, "nodePort");
        if (wanted == 0 && !any) {
          continue;
        }
        int number = number(port, "port");
        Integer shared = given.get(number);
        if (shared == null) {
          int asked = asked(number, ports);
          int nodePort = asked == 0 ? any() : taken(service, i, asked);
          port.put("nodePort", nodePort);
          given.put(number, nodePort);
        } else if (wanted == 0) {
          port.put("nodePort", shared.intValue());
        } else if (wanted != shared) {
          taken(service, i, wanted);
        }
      }
    }
    if (ServiceFields.needsHealthCheckPort(service)) {
      health(service);
    }
  }

  private static int asked(int number, List<ObjectNode> ports) {
    return ports.stream()
        .filter(port -> number(port, "port") == number && number(port, "nodePort") != 0)
        .mapToInt(port -> number(port, "nodePort"))
        .findFirst()
        .orElse(0);
  }

  private int any() {
    return Integer.parseInt(reservation.takeAny(pool));
  }

  private int taken(ObjectNode service, int index, int port) {
    String problem = reservation.take(pool, String.valueOf(port));
    if (!problem.isEmpty()) {
      FieldErrors errors = new FieldErrors();
      errors.invalid("spec.ports[" + index + "].nodePort", port, problem);
      ServiceAllocator.refuse(service, errors);
    }
    return port;
  }

  private void health(ObjectNode service) {
    int wanted = number(service, "spec", HEALTH);
    if (wanted == 0) {
      child(service, "spec").put(HEALTH, any());
      return;
    }
    String problem = reservation.take(pool, String.valueOf(wanted));
    if (!problem.isEmpty()) {
      throw ApiException.internal(
          "failed to allocate requested HealthCheck NodePort " + wanted + ": " + problem);
    }
  }

  void forUpdate(ObjectNode service, ObjectNode old) {
    Set<String> before = portsOnly(old);
    if (ServiceFields.needsNodePort(service)) {
      more(service, before);
      Set<String> now = portsOnly(service);
      before.stream().filter(port -> !now.contains(port)).forEach(this::giveUp);
    } else {
      before.forEach(this::giveUp);
    }
    boolean needs = ServiceFields.needsHealthCheckPort(service);
    boolean needed = ServiceFields.needsHealthCheckPort(old);
    int healthBefore = number(old, "spec", HEALTH);
    if (needs && !needed) {
      health(service);
    } else if (needed && !needs) {
      giveUp(String.valueOf(healthBefore));
    } else if (needs && healthBefore != number(service, "spec", HEALTH)) {
      FieldErrors errors = new FieldErrors();
      errors.immutable("spec." + HEALTH, number(service, "spec", HEALTH));
      ServiceAllocator.refuse(service, errors);
    }
  }

  private static Set<String> portsOnly(ObjectNode service) {
    Set<String> ports = of(service);
    int health = number(service, "spec", HEALTH);
    boolean alsoTraffic =
        objects(service, "spec", "ports").stream()
            .anyMatch(port -> number(port, "nodePort") == health);
    if (!alsoTraffic) {
      ports.remove(String.valueOf(health));
    }
    return ports;
  }

  private void more(ObjectNode service, Set<String> before) {
    boolean any = ServiceFields.allocatesNodePorts(service);
    Set<Integer> got = new HashSet<>();
    List<ObjectNode> ports = objects(service, "spec", "ports");
    for (int i = 0; i < ports.size(); i++) {
      int wanted = number(ports.get(i), "nodePort");
      if (wanted == 0) {
        if (any) {
          ports.get(i).put("nodePort", any());
        }
      } else if (!before.contains(String.valueOf(wanted)) && got.add(wanted)) {
        taken(service, i, wanted);
      }
    }
  }

  private void giveUp(String port) {
    reservation.giveUp(pool, port);
  }
}
