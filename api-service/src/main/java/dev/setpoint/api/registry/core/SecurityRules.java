package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.flag;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.texts;

import dev.setpoint.api.registry.FieldErrors;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Security contexts of Pods and containers. */
final class SecurityRules {

  private static final List<String> PROFILES = List.of("Localhost", "RuntimeDefault", "Unconfined");
  private static final List<String> PROC_MOUNTS = List.of("Default", "Unmasked");
  private static final List<String> GROUP_CHANGES = List.of("Always", "OnRootMismatch");
  private static final List<String> GROUP_POLICIES = List.of("Merge", "Strict");
  private static final String SYSCTL =
      "([a-z0-9][-_a-z0-9]*[a-z0-9]?)([\\./][a-z0-9][-_a-z0-9]*[a-z0-9]?)*";
  private static final Pattern SYSCTL_PATTERN =
      Pattern.compile("[a-z0-9]++(?:(?:[-_]++|[./])[a-z0-9]++)*+");

  private SecurityRules() {}

  static void pod(ObjectNode spec, String path, FieldErrors errors) {
    ObjectNode context = object(spec, "securityContext");
    String at = path + ".securityContext";
    if (context != null) {
      id(context, "fsGroup", at, errors);
      id(context, "runAsUser", at, errors);
      id(context, "runAsGroup", at, errors);
      JsonNode groups = context.path("supplementalGroups");
      for (int i = 0; i < groups.size(); i++) {
        id(groups.path(i), at + ".supplementalGroups[" + i + "]", errors);
      }
    }
    if (flag(spec, "shareProcessNamespace") && flag(spec, "hostPID")) {
      errors.invalid(
          at + ".shareProcessNamespace",
          true,
          "ShareProcessNamespace and HostPID cannot both be enabled");
    }
    if (context == null) {
      return;
    }
    sysctls(context, spec, at + ".sysctls", errors);
    oneOf(context, "fsGroupChangePolicy", GROUP_CHANGES, at, errors);
    seccomp(object(context, "seccompProfile"), at + ".seccompProfile", errors);
    appArmor(object(context, "appArmorProfile"), at + ".appArmorProfile", errors);
    oneOf(context, "supplementalGroupsPolicy", GROUP_POLICIES, at, errors);
  }

  static void container(ObjectNode container, String path, FieldErrors errors) {
    ObjectNode context = object(container, "securityContext");
    if (context == null) {
      return;
    }
    id(context, "runAsUser", path, errors);
    id(context, "runAsGroup", path, errors);
    oneOf(context, "procMount", PROC_MOUNTS, path, errors);
    seccomp(object(context, "seccompProfile"), path + ".seccompProfile", errors);
    if (has(context, "allowPrivilegeEscalation") && !flag(context, "allowPrivilegeEscalation")) {
      if (flag(context, "privileged")) {
        errors.invalid(
            path,
            context,
            "cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
      }
      if (texts(context, "capabilities", "add").contains("CAP_SYS_ADMIN")) {
        errors.invalid(
            path,
            context,
            "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add`"
                + " CAP_SYS_ADMIN");
      }
    }
    appArmor(object(context, "appArmorProfile"), path + ".appArmorProfile", errors);
  }

  private static void id(ObjectNode context, String field, String path, FieldErrors errors) {
    if (has(context, field)) {
      id(context.path(field), path + "." + field, errors);
    }
  }

  private static void id(JsonNode id, String path, FieldErrors errors) {
    long value = id.longValue(0);
    if (value < 0 || value > Integer.MAX_VALUE) {
      errors.invalid(path, value, "must be between 0 and 2147483647, inclusive");
    }
  }

  private static void oneOf(
      ObjectNode context, String field, List<String> allowed, String path, FieldErrors errors) {
    if (has(context, field) && !allowed.contains(text(context, field))) {
      errors.notSupported(path + "." + field, text(context, field), allowed);
    }
  }

  private static void sysctls(
      ObjectNode context, ObjectNode spec, String path, FieldErrors errors) {
    Set<String> seen = new HashSet<>();
    List<ObjectNode> sysctls = objects(context, "sysctls");
    for (int i = 0; i < sysctls.size(); i++) {
      String at = path + "[" + i + "].name";
      String name = text(sysctls.get(i), "name");
      if (name.isEmpty()) {
        errors.required(at, "");
      } else if (name.length() > 253 || !SYSCTL_PATTERN.matcher(name).matches()) {
        errors.invalid(at, name, "must have at most 253 characters and match regex ^" + SYSCTL);
      } else if (!seen.add(name)) {
        errors.duplicate(at, name);
      }
      String dotted = name.replace('/', '.');
      if (flag(spec, "hostNetwork") && dotted.startsWith("net.")) {
        errors.invalid(at, name, "may not be specified when 'hostNetwork' is true");
      }
      boolean ipc =
          dotted.startsWith("kernel.shm")
              || dotted.startsWith("kernel.msg")
              || dotted.equals("kernel.sem")
              || dotted.startsWith("fs.mqueue.");
      if (flag(spec, "hostIPC") && ipc) {
        errors.invalid(at, name, "may not be specified when 'hostIPC' is true");
      }
    }
  }

  private static void seccomp(@Nullable ObjectNode profile, String path, FieldErrors errors) {
    if (profile == null) {
      return;
    }
    String type = text(profile, "type");
    boolean local = type.equals("Localhost");
    if (type.isEmpty()) {
      errors.required(path + ".type", "type is required when seccompProfile is set");
    } else if (!PROFILES.contains(type)) {
      errors.notSupported(path + ".type", type, PROFILES);
    }
    if (local) {
      if (!has(profile, "localhostProfile")) {
        errors.required(path + ".localhostProfile", "must be set when seccomp type is Localhost");
      } else {
        PathRules.descending(text(profile, "localhostProfile"), path + ".localhostProfile", errors);
      }
    } else if (has(profile, "localhostProfile")) {
      errors.invalid(
          path + ".localhostProfile",
          text(profile, "localhostProfile"),
          "can only be set when seccomp type is Localhost");
    }
  }

  private static void appArmor(@Nullable ObjectNode profile, String path, FieldErrors errors) {
    if (profile == null) {
      return;
    }
    String type = text(profile, "type");
    boolean hasProfile = has(profile, "localhostProfile");
    switch (type) {
      case "Localhost" -> {
        if (text(profile, "localhostProfile").isBlank()) {
          errors.required(
              path + ".localhostProfile", "must be set when AppArmor type is Localhost");
        }
      }
      case "RuntimeDefault", "Unconfined" -> {
        if (hasProfile) {
          errors.invalid(
              path + ".localhostProfile",
              text(profile, "localhostProfile"),
              "can only be set when AppArmor type is Localhost");
        }
      }
      case "" -> errors.required(path + ".type", "type is required when appArmorProfile is set");
      default -> errors.notSupported(path + ".type", type, PROFILES);
    }
  }
}
