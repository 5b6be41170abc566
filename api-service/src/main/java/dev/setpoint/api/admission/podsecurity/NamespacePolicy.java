package dev.setpoint.api.admission.podsecurity;

import dev.setpoint.api.registry.FieldErrors;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the labels of a namespace ask of its Pods.
 *
 * @param enforce what is refused
 * @param audit what the audit log is told of
 * @param warn what writers are told of
 */
record NamespacePolicy(LevelVersion enforce, LevelVersion audit, LevelVersion warn) {

  static final NamespacePolicy PRIVILEGED =
      new NamespacePolicy(
          LevelVersion.PRIVILEGED, LevelVersion.PRIVILEGED, LevelVersion.PRIVILEGED);

  private static final String PREFIX = "pod-security.kubernetes.io/";
  private static final Pattern VERSION = Pattern.compile("v1\\.(0|[1-9][0-9]{0,3})");

  /** Bad labels are told; enforcement then assumes the most, all else nothing. */
  static NamespacePolicy of(Map<String, String> labels, FieldErrors errors) {
    LevelVersion enforce = read(labels, "enforce", Level.RESTRICTED, errors);
    LevelVersion audit = read(labels, "audit", Level.PRIVILEGED, errors);
    LevelVersion warn = read(labels, "warn", Level.PRIVILEGED, errors);
    // Who says nothing of warnings hears at least of what will be refused.
    boolean warnsOfItsOwn = labels.containsKey(PREFIX + "warn");
    return new NamespacePolicy(
        enforce,
        audit,
        !warnsOfItsOwn && enforce.level().compareTo(warn.level()) > 0 ? enforce : warn);
  }

  private static LevelVersion read(
      Map<String, String> labels, String mode, Level whenBad, FieldErrors errors) {
    String level = labels.get(PREFIX + mode);
    String version = labels.get(PREFIX + mode + "-version");
    return new LevelVersion(
        level == null ? Level.PRIVILEGED : level(level, mode, whenBad, errors),
        version(version, mode, errors));
  }

  private static Level level(String text, String mode, Level whenBad, FieldErrors errors) {
    for (Level level : Level.values()) {
      if (level.label().equals(text)) {
        return level;
      }
    }
    errors.invalid("metadata.labels[" + PREFIX + mode + "]", text, Level.CHOICES);
    return whenBad;
  }

  private static int version(@Nullable String text, String mode, FieldErrors errors) {
    if (text == null || text.equals("latest")) {
      return LevelVersion.LATEST;
    }
    Matcher matcher = VERSION.matcher(text);
    if (matcher.matches()) {
      return Integer.parseInt(matcher.group(1));
    }
    errors.invalid(
        "metadata.labels[" + PREFIX + mode + "-version]", text, "must be \"latest\" or \"v1.x\"");
    return LevelVersion.LATEST;
  }
}
