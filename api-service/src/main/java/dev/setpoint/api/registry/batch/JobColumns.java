package dev.setpoint.api.registry.batch;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.Ages;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.registry.core.TemplateColumns;
import dev.setpoint.api.schema.Schemas;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A Job's row as kube-apiserver prints it (k8s.io/kubernetes/pkg/printers, printJob). */
final class JobColumns {

  private JobColumns() {}

  static TableLayout layout(Schemas schemas) {
    TableLayout.Builder layout =
        TableLayout.builder()
            .name()
            .column("Status", "string", "Status of the job.", 0, (job, now) -> status(job))
            .column(
                "Completions",
                "string",
                schemas.describe("batch.v1.JobStatus.succeeded"),
                0,
                (job, now) -> completions(job))
            .column(
                "Duration", "string", "Time required to complete the job.", 0, JobColumns::duration)
            .age();
    return TemplateColumns.add(layout, schemas.describe("batch.v1.JobSpec.selector"), "spec")
        .build();
  }

  private static String status(ObjectNode job) {
    JsonNode status = job.path("status");
    for (String end : List.of("Complete", "Failed")) {
      if (JobStatusRules.isTrue(status, end)) {
        return end;
      }
    }
    if (has(job, "metadata", "deletionTimestamp")) {
      return "Terminating";
    }
    for (String state : List.of("Suspended", "FailureTarget", "SuccessCriteriaMet")) {
      if (JobStatusRules.isTrue(status, state)) {
        return state;
      }
    }
    return "Running";
  }

  private static String completions(ObjectNode job) {
    int succeeded = number(job, "status", "succeeded");
    if (has(job, "spec", "completions")) {
      return succeeded + "/" + number(job, "spec", "completions");
    }
    int parallelism = number(job, "spec", "parallelism");
    return succeeded + "/1" + (parallelism > 1 ? " of " + parallelism : "");
  }

  private static String duration(ObjectNode job, Instant now) {
    String start = text(job, "status", "startTime");
    if (start.isEmpty()) {
      return "";
    }
    String end = text(job, "status", "completionTime");
    return Ages.human(
        Duration.between(Instant.parse(start), end.isEmpty() ? now : Instant.parse(end)));
  }
}
