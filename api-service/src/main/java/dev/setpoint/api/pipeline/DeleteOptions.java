package dev.setpoint.api.pipeline;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.rest.GoText;
import dev.setpoint.common.error.ApiException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to delete. Null stands for what was not given.
 *
 * @param orphanDependents the old form of propagationPolicy
 */
public record DeleteOptions(
    @Nullable Long gracePeriodSeconds,
    @Nullable String uid,
    @Nullable String resourceVersion,
    @Nullable String propagationPolicy,
    @Nullable Boolean orphanDependents,
    List<String> dryRun) {

  /** Throws 422 for values that do not exist or do not go together. */
  public void validate() {
    FieldErrors errors = new FieldErrors();
    if (orphanDependents != null && propagationPolicy != null) {
      errors.invalid(
          "propagationPolicy",
          propagationPolicy,
          "orphanDependents and deletionPropagation cannot be both set");
    }
    if (propagationPolicy != null
        && !List.of("Foreground", "Background", "Orphan").contains(propagationPolicy)) {
      errors.notSupported(
          "propagationPolicy",
          propagationPolicy,
          List.of("Foreground", "Background", "Orphan", "nil"));
    }
    checkDryRun(dryRun, errors);
    if (!errors.isEmpty()) {
      throw ApiException.invalid("meta.k8s.io", "DeleteOptions", "", errors.causes());
    }
  }

  /** dryRun may only say All, any number of times. */
  public static void checkDryRun(List<String> dryRun, FieldErrors errors) {
    if (!dryRun.stream().allMatch("All"::equals)) {
      errors.add(
          "FieldValueNotSupported",
          "dryRun",
          "Unsupported value: " + GoText.strings(dryRun) + ": supported values: \"All\"");
    }
  }

  public DeleteOptions withDryRun(List<String> other) {
    return new DeleteOptions(
        gracePeriodSeconds, uid, resourceVersion, propagationPolicy, orphanDependents, other);
  }

  /** Deletes only what has this uid, at this version. */
  public DeleteOptions withPreconditions(String onlyUid, @Nullable String onlyVersion) {
    return new DeleteOptions(
        gracePeriodSeconds, onlyUid, onlyVersion, propagationPolicy, orphanDependents, dryRun);
  }

  public boolean isDryRun() {
    return !dryRun.isEmpty();
  }
}
