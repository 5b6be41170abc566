package dev.setpoint.api.registry.core;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.Names;
import java.util.Locale;

/** The names that storage drivers go by. */
public final class CsiNames {

  private CsiNames() {}

  public static void driver(String name, String path, FieldErrors errors) {
    if (name.isEmpty()) {
      errors.required(path, "");
    }
    if (name.length() > Names.LABEL_MAX) {
      errors.tooLong(path, "may not be more than " + Names.LABEL_MAX + " bytes");
    }
    errors.invalid(path, name, Names.subdomain(name.toLowerCase(Locale.ROOT)));
  }
}
