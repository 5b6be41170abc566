package dev.setpoint.api.registry.batch;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.flag;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.same;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Validation of CronJobs (k8s.io/kubernetes/pkg/apis/batch/validation). */
final class CronJobRules {

  /** What a Job's name may have, less what its time adds to the name. */
  private static final int NAME_MAX = 63 - 11;

  private static final List<String> POLICIES = List.of("Allow", "Forbid", "Replace");
  private static final Pattern ZONE_PART = Pattern.compile("[A-Za-z.\\-_0-9+]{1,14}");

  private CronJobRules() {}

  static void name(String name, FieldErrors errors) {
    if (name.length() > NAME_MAX) {
      errors.invalid("metadata.name", name, "must be no more than " + NAME_MAX + " characters");
    }
  }

  /**
   * @param old null for a new one
   */
  static void validateSpec(ObjectNode spec, @Nullable ObjectNode old, FieldErrors errors) {
    String schedule = text(spec, "schedule");
    if (schedule.isEmpty()) {
      errors.required("spec.schedule", "");
    } else {
      schedule(spec, old, schedule, errors);
    }
    if (has(spec, "startingDeadlineSeconds")) {
      errors.nonNegative(
          "spec.startingDeadlineSeconds", spec.path("startingDeadlineSeconds").longValue(0));
    }
    if (has(spec, "timeZone")
        && (old == null || !same(spec.path("timeZone"), old.path("timeZone")))) {
      timeZone(text(spec, "timeZone"), errors);
    }
    String policy = text(spec, "concurrencyPolicy");
    if (!POLICIES.contains(policy)) {
      errors.notSupported("spec.concurrencyPolicy", policy, POLICIES);
    }
    jobTemplate(child(child(spec, "jobTemplate"), "spec"), errors);
    for (String limit : List.of("successfulJobsHistoryLimit", "failedJobsHistoryLimit")) {
      errors.nonNegative("spec." + limit, spec.path(limit).longValue(0));
    }
  }

  private static void schedule(
      ObjectNode spec, @Nullable ObjectNode old, String schedule, FieldErrors errors) {
    String problem = CronSchedule.problem(schedule);
    if (!problem.isEmpty()) {
      errors.invalid("spec.schedule", schedule, problem);
    }
    if (schedule.contains("TZ")) {
      if (old == null || !text(old, "schedule").contains("TZ")) {
        errors.invalid(
            "spec.schedule",
            schedule,
            "cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
      } else if (has(spec, "timeZone")) {
        errors.invalid(
            "spec.schedule",
            schedule,
            "cannot use both timeZone field and TZ or CRON_TZ in schedule");
      }
    }
  }

  private static void timeZone(String zone, FieldErrors errors) {
    String path = "spec.timeZone";
    if (zone.isEmpty()) {
      errors.invalid(path, zone, "timeZone must be nil or non-empty string");
      return;
    }
    for (String part : zone.split("/", -1)) {
      if (part.equals(".")
          || part.equals("..")
          || part.startsWith("-")
          || !ZONE_PART.matcher(part).matches()) {
        errors.invalid(path, zone, "unknown time zone " + zone);
        return;
      }
    }
    if (zone.toLowerCase(Locale.ROOT).equals("local")) {
      errors.invalid(
          path,
          zone,
          "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones");
    }
    if (!zone.equals("Local") && !isKnown(zone)) {
      errors.invalid(path, zone, "unknown time zone " + zone);
    }
  }

  static boolean isKnown(String zone) {
    return ZoneId.getAvailableZoneIds().contains(zone) && !zone.startsWith("SystemV/");
  }

  private static void jobTemplate(ObjectNode spec, FieldErrors errors) {
    String path = "spec.jobTemplate.spec";
    JobRules.template(spec, path, errors);
    if (has(spec, "selector")) {
      errors.invalid(
          path + ".selector",
          GoFormat.labelSelector(spec.path("selector")),
          "`selector` will be auto-generated");
    }
    if (flag(spec, "manualSelector")) {
      errors.notSupported(path + ".manualSelector", true, List.of("nil", "false"));
    }
  }
}
