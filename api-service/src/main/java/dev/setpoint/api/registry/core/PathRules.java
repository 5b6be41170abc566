package dev.setpoint.api.registry.core;

import dev.setpoint.api.registry.FieldErrors;
import java.util.Arrays;

/** Paths inside volumes and on hosts. */
final class PathRules {

  private static final String NO_BACKSTEPS = "must not contain '..'";

  private PathRules() {}

  static void noBacksteps(String path, String field, FieldErrors errors) {
    if (Arrays.asList(path.split("/", -1)).contains("..")) {
      errors.invalid(field, path, NO_BACKSTEPS);
    }
  }

  /** A path that stays below where it starts. */
  static void descending(String path, String field, FieldErrors errors) {
    if (path.startsWith("/")) {
      errors.invalid(field, path, "must be a relative path");
    }
    noBacksteps(path, field, errors);
  }

  /** A descending path that cannot clash with what updates of a volume use themselves. */
  static void fileInVolume(String path, String field, FieldErrors errors) {
    descending(path, field, errors);
    if (path.startsWith("..") && !path.startsWith("../") && !path.equals("..")) {
      errors.invalid(field, path, "must not start with '..'");
    }
  }

  static void mode(int mode, String field, FieldErrors errors) {
    if (mode < 0 || mode > 0777) {
      errors.invalid(field, mode, "must be a number between 0 and 0777 (octal), both inclusive");
    }
  }
}
