package dev.setpoint.api.admission.podsecurity;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.GoFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Rules on seccomp and AppArmor profiles, which once were annotations. */
final class Profiles {

  private static final String APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/";
  private static final String SECCOMP_POD = "seccomp.security.alpha.kubernetes.io/pod";
  private static final String SECCOMP_CONTAINER = "container.seccomp.security.alpha.kubernetes.io/";
  private static final int SECCOMP_FIELD = 19;
  private static final Set<String> PROFILES = Set.of("RuntimeDefault", "Localhost");

  private Profiles() {}

  static @Nullable Violation appArmor(PodView pod) {
    Set<String> values = new TreeSet<>();
    Setters setters = badProfiles(pod, "appArmorProfile", values);
    List<String> annotations = new ArrayList<>();
    for (Map.Entry<String, String> entry : pod.annotations().entrySet()) {
      String profile = entry.getValue();
      if (entry.getKey().startsWith(APP_ARMOR)
          && !profile.isEmpty()
          && !profile.equals("runtime/default")
          && !profile.startsWith("localhost/")) {
        annotations.add(entry.getKey() + "=" + GoFormat.quote(profile));
      }
    }
    if (setters.isEmpty() && annotations.isEmpty()) {
      return null;
    }
    List<String> all = new ArrayList<>(values);
    annotations.stream().sorted().forEach(all::add);
    List<String> who = new ArrayList<>();
    if (!setters.isEmpty()) {
      who.add(setters.toString());
    }
    if (!annotations.isEmpty()) {
      who.add(PodView.plural("annotation", annotations.size()));
    }
    return new Violation(
        PodView.plural("forbidden AppArmor profile", all.size()),
        String.join(" and ", who)
            + " must not set AppArmor profile type to "
            + PodView.quoted(all));
  }

  /** Who sets a profile that is neither the runtime's nor the host's own. */
  private static Setters badProfiles(PodView pod, String field, Set<String> values) {
    return Setters.of(
        pod,
        context -> {
          boolean bad = has(context, field) && !isGood(context, field);
          if (bad) {
            values.add(text(context, field, "type"));
          }
          return bad;
        });
  }

  private static boolean isGood(JsonNode context, String field) {
    return PROFILES.contains(text(context, field, "type"));
  }

  /** The baseline's: what is set must be good. */
  static @Nullable Violation seccomp(PodView pod, int minor) {
    if (minor < SECCOMP_FIELD) {
      return seccompAnnotations(pod);
    }
    Set<String> values = new TreeSet<>();
    Setters setters = badProfiles(pod, "seccompProfile", values);
    return setters.isEmpty()
        ? null
        : new Violation(
            "seccompProfile",
            setters
                + " must not set securityContext.seccompProfile.type to "
                + PodView.quoted(values));
  }

  private static @Nullable Violation seccompAnnotations(PodView pod) {
    Map<String, String> annotations = pod.annotations();
    Set<String> forbidden = new TreeSet<>();
    List<String> keys = new ArrayList<>(List.of(SECCOMP_POD));
    pod.containers().forEach(c -> keys.add(SECCOMP_CONTAINER + text(c, "name")));
    for (String key : keys) {
      String value = annotations.get(key);
      if (value != null
          && !value.equals("runtime/default")
          && !value.equals("docker/default")
          && !value.startsWith("localhost/")) {
        forbidden.add(key + "=" + GoFormat.quote(value));
      }
    }
    return forbidden.isEmpty()
        ? null
        : new Violation(
            "seccompProfile",
            "forbidden "
                + PodView.plural("annotation", forbidden.size())
                + " "
                + String.join(", ", forbidden));
  }

  /** The restricted level's: one must be set, and be good. */
  static @Nullable Violation seccompSet(PodView pod, int minor) {
    Violation bad = seccomp(pod, minor);
    if (bad != null) {
      return bad;
    }
    if (isGood(pod.spec().path("securityContext"), "seccompProfile")) {
      return null;
    }
    List<String> unset = pod.named(c -> !has(c, "securityContext", "seccompProfile"));
    return unset.isEmpty()
        ? null
        : new Violation(
            "seccompProfile",
            "pod or "
                + PodView.containers(unset)
                + " must set securityContext.seccompProfile.type to \"RuntimeDefault\" or"
                + " \"Localhost\"");
  }
}
