package dev.setpoint.api.registry.networking;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.texts;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.IpAddress;
import dev.setpoint.api.registry.IpRules;
import dev.setpoint.api.registry.Names;
import dev.setpoint.api.registry.core.PortRules;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Validation of Ingresses (k8s.io/kubernetes/pkg/apis/networking/validation). */
final class IngressRules {

  private static final List<String> PATH_TYPES =
      List.of("Exact", "ImplementationSpecific", "Prefix");
  private static final List<String> BAD_PARTS = List.of("//", "/./", "/../", "%2f", "%2F");
  private static final List<String> BAD_ENDS = List.of("/..", "/.");

  private IngressRules() {}

  /**
   * @param old null for a new one; of an old one that was accepted before a rule, that rule is not
   *     asked again
   */
  static void validateSpec(ObjectNode spec, @Nullable ObjectNode old, FieldErrors errors) {
    List<ObjectNode> rules = objects(spec, "rules");
    ObjectNode fallback = object(spec, "defaultBackend");
    if (rules.isEmpty() && fallback == null) {
      errors.invalid(
          "spec",
          new GoFormat.Verbatim("[]networking.IngressRule(nil)"),
          "either `defaultBackend` or `rules` must be specified");
    }
    if (fallback != null) {
      backend(fallback, "spec.defaultBackend", errors);
    }
    boolean keepsBadWildcards = old != null && hasBadWildcard(old);
    for (int i = 0; i < rules.size(); i++) {
      String path = "spec.rules[" + i + "]";
      host(text(rules.get(i), "host"), path, errors);
      if (!text(rules.get(i), "host").contains("*") || !keepsBadWildcards) {
        paths(rules.get(i), path, errors);
      }
    }
    tls(spec, old != null && hasBadSecret(old), errors);
    if (has(spec, "ingressClassName")) {
      String name = text(spec, "ingressClassName");
      errors.invalid("spec.ingressClassName", name, Names.subdomain(name));
    }
  }

  private static boolean hasBadWildcard(ObjectNode spec) {
    FieldErrors problems = new FieldErrors();
    objects(spec, "rules").stream()
        .filter(rule -> text(rule, "host").contains("*"))
        .forEach(rule -> paths(rule, "", problems));
    return !problems.isEmpty();
  }

  private static boolean hasBadSecret(ObjectNode spec) {
    return objects(spec, "tls").stream()
        .map(tls -> text(tls, "secretName"))
        .anyMatch(name -> !name.isEmpty() && !Names.subdomain(name).isEmpty());
  }

  private static void host(String host, String path, FieldErrors errors) {
    if (host.isEmpty()) {
      return;
    }
    if (IpAddress.parse(host) != null) {
      errors.invalid(path + ".host", host, "must be a DNS name, not an IP address");
    }
    errors.invalid(path + ".host", host, hostProblems(host));
  }

  private static List<String> hostProblems(String host) {
    return host.contains("*") ? Names.wildcardSubdomain(host) : Names.subdomain(host);
  }

  private static void paths(ObjectNode rule, String at, FieldErrors errors) {
    ObjectNode http = object(rule, "http");
    if (http == null) {
      return;
    }
    List<ObjectNode> paths = objects(http, "paths");
    if (paths.isEmpty()) {
      errors.required(at + ".http.paths", "");
    }
    for (int i = 0; i < paths.size(); i++) {
      path(paths.get(i), at + ".http.paths[" + i + "]", errors);
    }
  }

  private static void path(ObjectNode rule, String at, FieldErrors errors) {
    if (!has(rule, "pathType")) {
      errors.required(at + ".pathType", "pathType must be specified");
      return;
    }
    String type = text(rule, "pathType");
    String path = text(rule, "path");
    boolean literal = type.equals("Exact") || type.equals("Prefix");
    if (!PATH_TYPES.contains(type)) {
      errors.notSupported(at + ".pathType", type, PATH_TYPES);
    } else if (!path.startsWith("/") && (literal || !path.isEmpty())) {
      errors.invalid(at + ".path", path, "must be an absolute path");
    }
    if (literal) {
      for (String bad : BAD_PARTS) {
        if (path.contains(bad)) {
          errors.invalid(at + ".path", path, "must not contain '" + bad + "'");
        }
      }
      for (String bad : BAD_ENDS) {
        if (path.endsWith(bad)) {
          errors.invalid(at + ".path", path, "cannot end with '" + bad + "'");
        }
      }
    }
    ObjectNode backend = object(rule, "backend");
    if (backend == null) {
      noBackend(at + ".backend", errors);
    } else {
      backend(backend, at + ".backend", errors);
    }
  }

  private static void noBackend(String path, FieldErrors errors) {
    errors.invalid(path, "", "resource or service backend is required");
  }

  private static void backend(ObjectNode backend, String path, FieldErrors errors) {
    ObjectNode resource = object(backend, "resource");
    ObjectNode service = object(backend, "service");
    if (resource != null && service != null) {
      errors.invalid(path, "", "cannot set both resource and service backends");
    } else if (resource != null) {
      typedReference(resource, path + ".resource", errors);
    } else if (service != null) {
      service(service, path, errors);
    } else {
      noBackend(path, errors);
    }
  }

  private static void service(ObjectNode service, String path, FieldErrors errors) {
    String name = text(service, "name");
    if (name.isEmpty()) {
      errors.required(path + ".service.name", "");
    } else {
      errors.invalid(path + ".service.name", name, Names.label1035(name, false));
    }
    String portName = text(service, "port", "name");
    int port = number(service, "port", "number");
    if (!portName.isEmpty() && port != 0) {
      errors.invalid(path, "", "cannot set both port name & port number");
    } else if (!portName.isEmpty()) {
      PortRules.numberOrName(
          service.path("port").path("name"), path + ".service.port.name", errors);
    } else if (port != 0) {
      PortRules.inRange(port, path + ".service.port.number", errors);
    } else {
      errors.required(path, "port name or number is required");
    }
  }

  /** A reference to an object of some kind in the same namespace. */
  static void typedReference(ObjectNode reference, String path, FieldErrors errors) {
    if (has(reference, "apiGroup")) {
      String group = text(reference, "apiGroup");
      errors.invalid(path + ".apiGroup", group, Names.subdomain(group));
    }
    for (String field : List.of("kind", "name")) {
      String value = text(reference, field);
      if (value.isEmpty()) {
        errors.required(path + "." + field, field + " is required");
      } else {
        errors.invalid(path + "." + field, value, Names.pathSegment(value, false));
      }
    }
  }

  private static void tls(ObjectNode spec, boolean keepsBadSecrets, FieldErrors errors) {
    List<ObjectNode> all = objects(spec, "tls");
    for (int i = 0; i < all.size(); i++) {
      String path = "spec.tls[" + i + "]";
      List<String> hosts = texts(all.get(i), "hosts");
      for (int j = 0; j < hosts.size(); j++) {
        errors.invalid(path + ".hosts[" + j + "]", hosts.get(j), hostProblems(hosts.get(j)));
      }
      String secret = text(all.get(i), "secretName");
      if (!secret.isEmpty() && !keepsBadSecrets) {
        errors.invalid(path + ".secretName", secret, Names.subdomain(secret));
      }
    }
  }

  static void validateStatus(ObjectNode ingress, FieldErrors errors) {
    List<ObjectNode> points = objects(ingress, "status", "loadBalancer", "ingress");
    for (int i = 0; i < points.size(); i++) {
      String path = "status.loadBalancer.ingress[" + i + "]";
      String ip = text(points.get(i), "ip");
      if (!ip.isEmpty()) {
        IpRules.lenient(ip, path + ".ip", errors);
      }
      String host = text(points.get(i), "hostname");
      if (!host.isEmpty()) {
        errors.invalid(path + ".hostname", host, Names.subdomain(host));
        if (IpAddress.parse(host) != null) {
          errors.invalid(path + ".hostname", host, "must be a DNS name, not an IP address");
        }
      }
    }
  }
}
