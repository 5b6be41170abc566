package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Probes and lifecycle hooks: what a container is asked or told, and how. */
final class HandlerRules {

  private static final List<String> HANDLERS =
      List.of("exec", "httpGet", "tcpSocket", "grpc", "sleep");
  private static final List<String> SCHEMES = List.of("HTTP", "HTTPS");
  private static final Pattern HEADER = Pattern.compile("[-A-Za-z0-9]+");

  private HandlerRules() {}

  static void hooksAndProbes(ObjectNode container, long grace, String path, FieldErrors errors) {
    for (String hook : List.of("postStart", "preStop")) {
      ObjectNode handler = object(container, "lifecycle", hook);
      if (handler != null) {
        handler(handler, grace, path + ".lifecycle." + hook, errors);
      }
    }
    for (String name : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
      ObjectNode probe = object(container, name);
      if (probe != null) {
        probe(probe, name, grace, path + "." + name, errors);
      }
    }
  }

  private static void probe(
      ObjectNode probe, String kind, long grace, String path, FieldErrors errors) {
    handler(probe, grace, path, errors);
    for (String field :
        List.of(
            "initialDelaySeconds",
            "timeoutSeconds",
            "periodSeconds",
            "successThreshold",
            "failureThreshold")) {
      errors.nonNegative(path + "." + field, number(probe, field));
    }
    boolean ownGrace = has(probe, "terminationGracePeriodSeconds");
    long seconds = probe.path("terminationGracePeriodSeconds").longValue(0);
    if (ownGrace && seconds <= 0) {
      errors.invalid(path + ".terminationGracePeriodSeconds", seconds, "must be greater than 0");
    }
    if (kind.equals("readinessProbe")) {
      if (ownGrace) {
        errors.invalid(
            path + ".terminationGracePeriodSeconds",
            seconds,
            "must not be set for readinessProbes");
      }
    } else if (number(probe, "successThreshold") != 1) {
      errors.invalid(path + ".successThreshold", number(probe, "successThreshold"), "must be 1");
    }
  }

  private static void handler(ObjectNode parent, long grace, String path, FieldErrors errors) {
    int handlers = 0;
    for (String kind : HANDLERS) {
      ObjectNode handler = object(parent, kind);
      if (handler == null) {
        continue;
      }
      String at = path + "." + kind;
      if (handlers++ > 0) {
        errors.forbidden(at, "may not specify more than 1 handler type");
        continue;
      }
      switch (kind) {
        case "exec" -> {
          if (handler.path("command").isEmpty()) {
            errors.required(at + ".command", "");
          }
        }
        case "httpGet" -> httpGet(handler, at, errors);
        case "sleep" -> sleep(handler.path("seconds"), grace, at, errors);
        default -> PortRules.numberOrName(handler.path("port"), at + ".port", errors);
      }
    }
    if (handlers == 0) {
      errors.required(path, "must specify a handler type");
    }
  }

  private static void httpGet(ObjectNode action, String path, FieldErrors errors) {
    if (text(action, "path").isEmpty()) {
      errors.required(path + ".path", "");
    }
    PortRules.numberOrName(action.path("port"), path + ".port", errors);
    if (!SCHEMES.contains(text(action, "scheme"))) {
      errors.notSupported(path + ".scheme", text(action, "scheme"), SCHEMES);
    }
    for (ObjectNode header : objects(action, "httpHeaders")) {
      String name = text(header, "name");
      if (!HEADER.matcher(name).matches()) {
        errors.invalid(
            path + ".httpHeaders",
            name,
            "a valid HTTP header must consist of alphanumeric characters or '-' (e.g."
                + " 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')");
      }
    }
  }

  private static void sleep(JsonNode seconds, long grace, String path, FieldErrors errors) {
    long value = seconds.longValue(0);
    if (value < 0 || value > grace) {
      errors.invalid(
          path,
          value,
          "must be non-negative and less than terminationGracePeriodSeconds (" + grace + ")");
    }
  }
}
