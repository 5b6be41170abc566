package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.Names;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/** References to a Pod's own fields and resources, from variables and downward API volumes. */
final class FieldRefRules {

  private static final Set<String> LABELS =
      Set.of(
          "metadata.annotations",
          "metadata.labels",
          "metadata.name",
          "metadata.namespace",
          "metadata.uid",
          "spec.nodeName",
          "spec.restartPolicy",
          "spec.serviceAccountName",
          "spec.schedulerName",
          "spec.host",
          "status.phase",
          "status.hostIP",
          "status.hostIPs",
          "status.podIP",
          "status.podIPs");

  static final List<String> IN_VARIABLES =
      List.of(
          "metadata.name",
          "metadata.namespace",
          "metadata.uid",
          "spec.nodeName",
          "spec.serviceAccountName",
          "status.hostIP",
          "status.hostIPs",
          "status.podIP",
          "status.podIPs");

  static final List<String> IN_VOLUMES =
      List.of(
          "metadata.annotations",
          "metadata.labels",
          "metadata.name",
          "metadata.namespace",
          "metadata.uid");

  private static final List<String> RESOURCES =
      List.of(
          "limits.cpu",
          "limits.ephemeral-storage",
          "limits.memory",
          "requests.cpu",
          "requests.ephemeral-storage",
          "requests.memory");

  private static final Set<String> BYTE_DIVISORS =
      Set.of(
          "0", "1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei");

  private static final Pattern SUBSCRIPT = Pattern.compile("(.+)\\['(.*)'\\]");

  private FieldRefRules() {}

  static void field(ObjectNode ref, List<String> allowed, String path, FieldErrors errors) {
    String field = text(ref, "fieldPath");
    if (text(ref, "apiVersion").isEmpty()) {
      errors.required(path + ".apiVersion", "");
      return;
    }
    if (field.isEmpty()) {
      errors.required(path + ".fieldPath", "");
      return;
    }
    Matcher subscripted = SUBSCRIPT.matcher(field);
    boolean hasSubscript = subscripted.matches();
    String name = hasSubscript ? subscripted.group(1) : field;
    boolean subscriptable = name.equals("metadata.annotations") || name.equals("metadata.labels");
    if (!LABELS.contains(name) || (hasSubscript && !subscriptable)) {
      String why =
          hasSubscript && LABELS.contains(name)
              ? "field label does not support subscript: "
              : "field label not supported: ";
      errors.invalid(path + ".fieldPath", field, "error converting fieldPath: " + why + field);
    } else if (hasSubscript) {
      String key = subscripted.group(2);
      boolean annotation = name.equals("metadata.annotations");
      errors.invalid(
          path, key, Names.qualifiedName(annotation ? key.toLowerCase(Locale.ROOT) : key));
    } else if (!allowed.contains(name.equals("spec.host") ? "spec.nodeName" : name)) {
      errors.notSupported(path + ".fieldPath", name, allowed);
    }
  }

  static void resource(ObjectNode ref, boolean inVolume, String path, FieldErrors errors) {
    String resource = text(ref, "resource");
    if (inVolume && text(ref, "containerName").isEmpty()) {
      errors.required(path + ".containerName", "");
      return;
    }
    if (resource.isEmpty()) {
      errors.required(path + ".resource", "");
      return;
    }
    boolean huge =
        resource.startsWith("limits.hugepages-") || resource.startsWith("requests.hugepages-");
    if (!RESOURCES.contains(resource) && !huge) {
      errors.notSupported(path + ".resource", resource, RESOURCES);
      return;
    }
    String divisor = text(ref, "divisor");
    if (resource.endsWith(".cpu")) {
      if (!divisor.isEmpty() && !Set.of("0", "1m", "1").contains(divisor)) {
        errors.invalid(
            path + ".divisor",
            resource,
            "only divisor's values 1m and 1 are supported with the cpu resource");
      }
    } else if (!divisor.isEmpty() && !BYTE_DIVISORS.contains(divisor)) {
      String what =
          resource.endsWith("ephemeral-storage")
              ? "local ephemeral storage"
              : huge ? "hugepages" : "memory";
      errors.invalid(
          path + ".divisor",
          resource,
          "only divisor's values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei are"
              + " supported with the "
              + what
              + " resource");
    }
  }
}
