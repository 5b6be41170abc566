package dev.setpoint.api.rest;

import dev.setpoint.api.pipeline.DeleteOptions;
import dev.setpoint.api.pipeline.WriteOptions;
import dev.setpoint.api.pipeline.WriteOptions.FieldValidation;
import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.common.error.ApiException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads and checks the query options of creates, updates and patches. */
public final class Options {

  private static final int MAX_FIELD_MANAGER = 128;

  private Options() {}

  /**
   * @param kind CreateOptions, UpdateOptions or PatchOptions, for the error
   */
  public static WriteOptions write(Query query, String kind) {
    return write(query, kind, "", false);
  }

  /** The same with a field manager by the client's name, where the query names none. */
  public static WriteOptions write(Exchange exchange, String kind) {
    return write(exchange.query(), kind, exchange.request().getHeader("User-Agent"), false);
  }

  /** Of a server-side apply, which has to name its manager. */
  public static WriteOptions apply(Query query) {
    return write(query, "PatchOptions", "", true);
  }

  private static WriteOptions write(
      Query query, String kind, @Nullable String userAgent, boolean applies) {
    FieldErrors errors = new FieldErrors();
    if (applies && query.text("fieldManager").isEmpty()) {
      errors.required("fieldManager", "is required for apply patch");
    }
    if (!applies && kind.equals("PatchOptions") && query.has("force")) {
      errors.forbidden("force", "may not be specified for non-apply patch");
    }
    checkFieldManager(query.text("fieldManager"), errors);
    List<String> dryRun = query.all("dryRun");
    DeleteOptions.checkDryRun(dryRun, errors);
    FieldValidation validation = validation(query.text("fieldValidation"), errors);
    if (!errors.isEmpty()) {
      throw ApiException.invalid("meta.k8s.io", kind, "", errors.causes());
    }
    String manager = query.text("fieldManager");
    return new WriteOptions(
        !dryRun.isEmpty(),
        validation,
        manager.isEmpty() && userAgent != null ? managerOf(userAgent) : manager,
        applies,
        query.flag("force"));
  }

  /** What stands before the first slash of a User-Agent, as far as it can be printed. */
  private static String managerOf(String userAgent) {
    int slash = userAgent.indexOf('/');
    String product = slash < 0 ? userAgent : userAgent.substring(0, slash);
    StringBuilder manager = new StringBuilder();
    for (int i = 0; i < product.length() && manager.length() < MAX_FIELD_MANAGER; i++) {
      if (isPrintable(product.charAt(i))) {
        manager.append(product.charAt(i));
      }
    }
    return manager.toString();
  }

  private static void checkFieldManager(String manager, FieldErrors errors) {
    if (manager.length() > MAX_FIELD_MANAGER) {
      errors.tooLong("fieldManager", "may not be more than " + MAX_FIELD_MANAGER + " bytes");
    }
    for (int i = 0; i < manager.length(); i++) {
      if (!isPrintable(manager.charAt(i))) {
        errors.add(
            "FieldValueInvalid",
            "fieldManager",
            String.format(
                "Invalid value: %s: invalid character U+%04X (at position %d)",
                GoText.quote(manager), (int) manager.charAt(i), i));
      }
    }
  }

  private static boolean isPrintable(char c) {
    return c == ' ' || (!Character.isISOControl(c) && !Character.isWhitespace(c));
  }

  private static FieldValidation validation(String text, FieldErrors errors) {
    return switch (text) {
      case "", "Warn" -> FieldValidation.WARN;
      case "Ignore" -> FieldValidation.IGNORE;
      case "Strict" -> FieldValidation.STRICT;
      default -> {
        errors.notSupported("fieldValidation", text, List.of("", "Ignore", "Strict", "Warn"));
        yield FieldValidation.WARN;
      }
    };
  }
}
