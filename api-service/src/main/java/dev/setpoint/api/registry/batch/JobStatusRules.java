package dev.setpoint.api.registry.batch;

import static dev.setpoint.api.registry.Trees.flag;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.same;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.texts;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a Job's status may say, and how it may change. Most rules hold only for what a write
 * changes, so that a status from before them can still be kept.
 */
final class JobStatusRules {

  private final JsonNode spec;
  private final JsonNode status;
  private final JsonNode old;
  private final FieldErrors errors;
  private final boolean complete;
  private final boolean failed;
  private final boolean finished;
  private final boolean enough;
  private final boolean failing;

  JobStatusRules(ObjectNode job, ObjectNode oldJob, FieldErrors errors) {
    this.spec = job.path("spec");
    this.status = job.path("status");
    this.old = oldJob.path("status");
    this.errors = errors;
    complete = isTrue(status, "Complete");
    failed = isTrue(status, "Failed");
    finished = complete || failed;
    enough = isTrue(status, "SuccessCriteriaMet");
    failing = isTrue(status, "FailureTarget");
  }

  static boolean isTrue(JsonNode status, String type) {
    return objects(status, "conditions").stream()
        .anyMatch(c -> text(c, "type").equals(type) && text(c, "status").equals("True"));
  }

  void validate() {
    for (String count : List.of("active", "succeeded", "failed", "ready", "terminating")) {
      errors.nonNegative("status." + count, number(status, count));
    }
    uncounted();
    completion();
    finish();
    indexes();
    transitions();
  }

  private boolean changed(String field) {
    return !same(status.path(field), old.path(field));
  }

  private boolean conditionChanged(String... types) {
    for (String type : types) {
      if (isTrue(status, type) != isTrue(old, type)) {
        return true;
      }
    }
    return false;
  }

  private void conditions(String problem) {
    errors.invalidAs("status.conditions", problem);
  }

  private void uncounted() {
    Set<String> seen = new HashSet<>();
    for (String list : List.of("succeeded", "failed")) {
      List<String> uids = texts(status, "uncountedTerminatedPods", list);
      for (int i = 0; i < uids.size(); i++) {
        String path = "status.uncountedTerminatedPods." + list + "[" + i + "]";
        if (uids.get(i).isEmpty()) {
          errors.invalid(path, "", "must not be empty");
        } else if (!seen.add(uids.get(i))) {
          errors.duplicate(path, uids.get(i));
        }
      }
    }
  }

  private void completion() {
    if (conditionChanged("Complete", "Failed") && complete && failed) {
      conditions("cannot set Complete=True and Failed=true conditions");
    }
    if (conditionChanged("Complete", "FailureTarget") && complete && failing) {
      conditions("cannot set Complete=True and FailureTarget=true conditions");
    }
    if (conditionChanged("Complete") || changed("completionTime")) {
      if (has(status, "completionTime") && !complete) {
        errors.invalid(
            "status.completionTime",
            time("completionTime"),
            "cannot set completionTime when there is no Complete=True condition");
      }
      if (!has(status, "completionTime") && complete) {
        errors.required("status.completionTime", "completionTime is required for Complete jobs");
      }
    }
    if ((changed("startTime") || changed("completionTime"))
        && has(status, "startTime")
        && has(status, "completionTime")
        && Instant.parse(text(status, "completionTime"))
            .isBefore(Instant.parse(text(status, "startTime")))) {
      errors.invalid(
          "status.completionTime",
          time("completionTime"),
          "completionTime cannot be set before startTime");
    }
    if (conditionChanged("Failed", "FailureTarget") && failed && !failing) {
      conditions("cannot set Failed=True condition without the FailureTarget=true condition");
    }
    if (conditionChanged("Complete", "SuccessCriteriaMet") && complete && !enough) {
      conditions(
          "cannot set Complete=True condition without the SuccessCriteriaMet=true condition");
    }
  }

  private GoFormat.Verbatim time(String field) {
    return new GoFormat.Verbatim(text(status, field).replace("T", " ").replace("Z", " +0000 UTC"));
  }

  private void finish() {
    boolean finishedChanged = finished != (isTrue(old, "Complete") || isTrue(old, "Failed"));
    if ((finishedChanged || changed("active")) && finished && number(status, "active") > 0) {
      errors.invalid(
          "status.active", number(status, "active"), "active>0 is invalid for finished job");
    }
    boolean nothingToDo =
        flag(spec, "suspend") && has(spec, "completions") && number(spec, "completions") == 0;
    if ((finishedChanged || changed("startTime"))
        && !nothingToDo
        && finished
        && !has(status, "startTime")) {
      errors.required("status.startTime", "startTime is required for finished job");
    }
    JsonNode pods = status.path("uncountedTerminatedPods");
    if ((finishedChanged || changed("uncountedTerminatedPods"))
        && finished
        && pods.path("failed").size() + pods.path("succeeded").size() > 0) {
      errors.invalid(
          "status.uncountedTerminatedPods",
          new GoFormat.Verbatim(
              "batch.UncountedTerminatedPods{Succeeded:"
                  + uids(pods, "succeeded")
                  + ", Failed:"
                  + uids(pods, "failed")
                  + "}"),
          "uncountedTerminatedPods needs to be empty for finished job");
    }
  }

  private static String uids(JsonNode pods, String list) {
    return GoFormat.strings(texts(pods, list)).text().replace("[]string", "[]types.UID");
  }

  private void indexes() {
    boolean counted = has(spec, "completions");
    int completions = number(spec, "completions");
    String done = text(status, "completedIndexes");
    String lost = text(status, "failedIndexes");
    boolean perIndex = has(spec, "backoffLimitPerIndex");
    if (changed("completedIndexes") && counted) {
      readable("completedIndexes", done, completions);
    }
    if (changed("failedIndexes") && counted && perIndex && has(status, "failedIndexes")) {
      readable("failedIndexes", lost, completions);
    }
    if (changed("completedIndexes")
        && !done.isEmpty()
        && !text(spec, "completionMode").equals("Indexed")) {
      errors.invalid(
          "status.completedIndexes",
          done,
          "cannot set non-empty completedIndexes when non-indexed completion mode");
    }
    if (changed("failedIndexes") && !perIndex && has(status, "failedIndexes")) {
      errors.invalid(
          "status.failedIndexes",
          lost,
          "cannot set non-null failedIndexes when backoffLimitPerIndex is null");
    }
    if ((changed("failedIndexes") || changed("completedIndexes"))
        && counted
        && !done.isEmpty()
        && !lost.isEmpty()) {
      int both = Indexes.overlap(done, lost, completions);
      if (both >= 0) {
        errors.invalid(
            "status.failedIndexes",
            lost,
            "failedIndexes and completedIndexes overlap at index: " + both);
      }
    }
    boolean finishedChanged = finished != (isTrue(old, "Complete") || isTrue(old, "Failed"));
    if ((finishedChanged || changed("terminating"))
        && finished
        && number(status, "terminating") > 0) {
      errors.invalid(
          "status.terminating",
          number(status, "terminating"),
          "terminating>0 is invalid for finished job");
    }
    if ((changed("ready") || changed("active"))
        && number(status, "ready") > number(status, "active")) {
      errors.invalid(
          "status.ready", number(status, "ready"), "cannot set more ready pods than active");
    }
  }

  private void readable(String field, String text, int completions) {
    String problem = Indexes.parse(text, completions).problem();
    if (!problem.isEmpty()) {
      errors.invalid("status." + field, text, "error parsing " + field + ": " + problem);
    }
  }

  private void transitions() {
    if (enough && failed) {
      conditions("cannot set SuccessCriteriaMet=True and Failed=true conditions");
    }
    if (enough && failing) {
      conditions("cannot set SuccessCriteriaMet=True and FailureTarget=true conditions");
    }
    if (has(spec, "successPolicy") && !enough && complete) {
      conditions(
          "cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True");
    }
    for (String type : List.of("Failed", "Complete", "FailureTarget")) {
      if (isTrue(old, type) && !isTrue(status, type)) {
        conditions("cannot disable the terminal " + type + "=True condition");
      }
    }
    decreasing("failed", true);
    boolean elastic =
        text(spec, "completionMode").equals("Indexed")
            && same(spec.path("completions"), spec.path("parallelism"));
    decreasing("succeeded", !elastic);
    if (has(status, "completionTime") && has(old, "completionTime") && changed("completionTime")) {
      errors.invalid(
          "status.completionTime", time("completionTime"), "completionTime cannot be mutated");
    }
    // A Job that is resumed starts anew (kubernetes/kubernetes#134521).
    boolean resumed = isTrue(old, "Suspended") && !isTrue(status, "Suspended");
    if (has(old, "startTime") && changed("startTime") && !flag(spec, "suspend") && !resumed) {
      errors.required("status.startTime", "startTime cannot be removed for unsuspended job");
    }
    boolean wasEnough = isTrue(old, "SuccessCriteriaMet");
    if (wasEnough && !enough) {
      conditions("cannot disable the SuccessCriteriaMet=True condition");
    }
    if (isTrue(old, "Complete") && !wasEnough && enough) {
      conditions("cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions");
    }
  }

  private void decreasing(String counter, boolean forbidden) {
    if (forbidden && number(status, counter) < number(old, counter)) {
      errors.invalid(
          "status." + counter,
          number(status, counter),
          "cannot decrease the " + counter + " counter");
    }
  }
}
