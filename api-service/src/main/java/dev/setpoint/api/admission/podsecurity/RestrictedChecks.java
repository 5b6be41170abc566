package dev.setpoint.api.admission.podsecurity;

import static dev.setpoint.api.registry.Trees.flag;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.texts;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The restricted level: hardened as is good practice (k8s.io/pod-security-admission/policy). */
final class RestrictedChecks {

  /** From here on Windows is told apart, where some of this means nothing. */
  private static final int KNOWS_WINDOWS = 25;

  private static final Set<String> VOLUMES =
      Set.of(
          "configMap",
          "csi",
          "downwardAPI",
          "emptyDir",
          "ephemeral",
          "persistentVolumeClaim",
          "projected",
          "secret");

  static final List<SecurityCheck> ALL =
      List.of(
          check("allowPrivilegeEscalation", 8, "", onLinux(RestrictedChecks::escalation)),
          check(
              "capabilities_restricted",
              22,
              "capabilities_baseline",
              onLinux(RestrictedChecks::capabilities)),
          check("restrictedVolumes", 0, "hostPathVolumes", RestrictedChecks::volumes),
          check("runAsNonRoot", 0, "", RestrictedChecks::nonRoot),
          check("runAsUser", 23, "", RestrictedChecks::user),
          check(
              "seccompProfile_restricted",
              19,
              "seccompProfile_baseline",
              onLinux(Profiles::seccompSet)));

  private RestrictedChecks() {}

  private static SecurityCheck check(
      String id, int since, String overrides, SecurityCheck.Rule rule) {
    return new SecurityCheck(id, Level.RESTRICTED, since, overrides, rule);
  }

  private static SecurityCheck.Rule onLinux(SecurityCheck.Rule rule) {
    return (pod, minor) ->
        minor >= KNOWS_WINDOWS && pod.onWindows() ? null : rule.check(pod, minor);
  }

  private static @Nullable Violation escalation(PodView pod, int minor) {
    List<String> containers =
        pod.named(
            c ->
                !has(c, "securityContext", "allowPrivilegeEscalation")
                    || flag(c, "securityContext", "allowPrivilegeEscalation"));
    return containers.isEmpty()
        ? null
        : new Violation(
            "allowPrivilegeEscalation != false",
            PodView.containers(containers)
                + " must set securityContext.allowPrivilegeEscalation=false");
  }

  private static @Nullable Violation capabilities(PodView pod, int minor) {
    List<String> keeping =
        pod.named(c -> !texts(c, "securityContext", "capabilities", "drop").contains("ALL"));
    Set<String> bad = new HashSet<>();
    List<String> adding =
        pod.named(
            c -> {
              List<String> added = new ArrayList<>(BaselineChecks.capabilitiesAdded(c));
              added.removeIf("NET_BIND_SERVICE"::equals);
              bad.addAll(added);
              return !added.isEmpty();
            });
    List<String> details = new ArrayList<>();
    if (!keeping.isEmpty()) {
      details.add(
          PodView.containers(keeping) + " must set securityContext.capabilities.drop=[\"ALL\"]");
    }
    if (!adding.isEmpty()) {
      details.add(
          PodView.containers(adding)
              + " must not include "
              + PodView.sortedAndQuoted(bad)
              + " in securityContext.capabilities.add");
    }
    return details.isEmpty()
        ? null
        : new Violation("unrestricted capabilities", String.join("; ", details));
  }

  private static @Nullable Violation volumes(PodView pod, int minor) {
    List<String> names = new ArrayList<>();
    Set<String> types = new HashSet<>();
    for (ObjectNode volume : objects(pod.spec(), "volumes")) {
      volume
          .propertyStream()
          .map(field -> field.getKey())
          .filter(field -> !field.equals("name") && !VOLUMES.contains(field))
          .findFirst()
          .ifPresent(
              type -> {
                names.add(text(volume, "name"));
                types.add(type);
              });
    }
    return names.isEmpty()
        ? null
        : new Violation(
            "restricted volume types",
            PodView.plural("volume", names.size())
                + " "
                + PodView.quoted(names)
                + (names.size() == 1 ? " uses " : " use ")
                + PodView.plural("restricted volume type", types.size())
                + " "
                + PodView.sortedAndQuoted(types));
  }

  private static @Nullable Violation nonRoot(PodView pod, int minor) {
    String field = "runAsNonRoot";
    Setters setters = Setters.of(pod, context -> has(context, field) && !flag(context, field));
    if (!setters.isEmpty()) {
      return new Violation(
          "runAsNonRoot != true", setters + " must not set securityContext.runAsNonRoot=false");
    }
    if (flag(pod.spec(), "securityContext", field)) {
      return null;
    }
    List<String> unset = pod.named(c -> !has(c, "securityContext", field));
    return unset.isEmpty()
        ? null
        : new Violation(
            "runAsNonRoot != true",
            "pod or " + PodView.containers(unset) + " must set securityContext.runAsNonRoot=true");
  }

  private static @Nullable Violation user(PodView pod, int minor) {
    Setters setters =
        Setters.of(pod, context -> has(context, "runAsUser") && number(context, "runAsUser") == 0);
    return setters.isEmpty()
        ? null
        : new Violation("runAsUser=0", setters + " must not set runAsUser=0");
  }
}
