package dev.setpoint.api.registry.core;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The keys of ConfigMaps and Secrets: they become file names. */
final class ConfigKeys {

  private static final Pattern KEY = Pattern.compile("[-._a-zA-Z0-9]+");

  private ConfigKeys() {}

  static void validate(JsonNode map, String field, FieldErrors errors) {
    for (String key : new TreeSet<>(map.propertyNames())) {
      errors.invalid(field + "[" + key + "]", key, problems(key));
    }
  }

  static List<String> problems(String key) {
    List<String> problems = new ArrayList<>();
    if (key.length() > Names.SUBDOMAIN_MAX) {
      problems.add("must be no more than " + Names.SUBDOMAIN_MAX + " characters");
    }
    if (!KEY.matcher(key).matches()) {
      problems.add(
          "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g."
              + " 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is"
              + " '[-._a-zA-Z0-9]+')");
    }
    if (key.equals(".")) {
      problems.add("must not be '.'");
    } else if (key.equals("..")) {
      problems.add("must not be '..'");
    } else if (key.startsWith("..")) {
      problems.add("must not start with '..'");
    }
    return problems;
  }
}
