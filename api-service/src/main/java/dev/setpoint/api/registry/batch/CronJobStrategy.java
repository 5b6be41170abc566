package dev.setpoint.api.registry.batch;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.defaultFlag;
import static dev.setpoint.api.registry.Trees.defaultNumber;
import static dev.setpoint.api.registry.Trees.defaultText;
import static dev.setpoint.api.registry.Trees.flag;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.Ages;
import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.Subresource;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.registry.core.PodSpecDefaults;
import dev.setpoint.api.registry.core.TemplateColumns;
import dev.setpoint.api.registry.core.TemplatedStrategy;
import dev.setpoint.api.schema.Schemas;
import dev.setpoint.common.resource.ResourceType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** CronJobs: a Job at each time of a schedule. */
@Component
final class CronJobStrategy extends TemplatedStrategy {

  private static final ResourceType TYPE =
      new ResourceType("batch", "v1", "cronjobs", "CronJob", true);

  private final TableLayout table;

  CronJobStrategy(Schemas schemas) {
    super("spec", "jobTemplate", "spec");
    TableLayout.Builder layout =
        TableLayout.builder()
            .name()
            .column(
                "Schedule",
                "string",
                schemas.describe("batch.v1.CronJobSpec.schedule"),
                0,
                (c, now) -> text(c, "spec", "schedule"))
            .column(
                "Timezone",
                "string",
                schemas.describe("batch.v1.CronJobSpec.timeZone"),
                0,
                (c, now) -> has(c, "spec", "timeZone") ? text(c, "spec", "timeZone") : "<none>")
            .column(
                "Suspend",
                "boolean",
                schemas.describe("batch.v1.CronJobSpec.suspend"),
                0,
                (c, now) -> suspended(c))
            .column(
                "Active",
                "integer",
                schemas.describe("batch.v1.CronJobStatus.active"),
                0,
                (c, now) -> c.path("status").path("active").size())
            .column(
                "Last Schedule",
                "string",
                schemas.describe("batch.v1.CronJobStatus.lastScheduleTime"),
                0,
                (c, now) ->
                    has(c, "status", "lastScheduleTime")
                        ? Ages.since(text(c, "status", "lastScheduleTime"), now)
                        : "<none>")
            .age();
    table =
        TemplateColumns.add(
                layout,
                schemas.describe("batch.v1.JobSpec.selector"),
                "spec",
                "jobTemplate",
                "spec")
            .build();
  }

  private static String suspended(ObjectNode job) {
    return !has(job, "spec", "suspend")
        ? "<unset>"
        : flag(job, "spec", "suspend") ? "True" : "False";
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public List<String> shortNames() {
    return List.of("cj");
  }

  @Override
  public List<String> categories() {
    return List.of("all");
  }

  @Override
  public List<Subresource> subresources() {
    return List.of(Subresource.status("CronJob"));
  }

  @Override
  public void setDefaults(ObjectNode job) {
    ObjectNode spec = child(job, "spec");
    defaultText(spec, "concurrencyPolicy", "Allow");
    defaultFlag(spec, "suspend", false);
    defaultNumber(spec, "successfulJobsHistoryLimit", 3);
    defaultNumber(spec, "failedJobsHistoryLimit", 1);
    ObjectNode jobSpec = child(child(spec, "jobTemplate"), "spec");
    JobPolicyRules.setDefaults(jobSpec);
    PodSpecDefaults.applyToTemplate(child(jobSpec, "template"));
  }

  @Override
  public void validate(ObjectNode job, FieldErrors errors) {
    CronJobRules.validateSpec(child(job, "spec"), null, errors);
    CronJobRules.name(text(job, "metadata", "name"), errors);
  }

  @Override
  public void validateUpdate(ObjectNode job, ObjectNode old, FieldErrors errors) {
    CronJobRules.validateSpec(child(job, "spec"), child(old, "spec"), errors);
  }

  @Override
  public List<String> warnings(ObjectNode job, @Nullable ObjectNode old) {
    List<String> warnings = new ArrayList<>(super.warnings(job, old));
    warnings.addAll(
        JobRules.warnings(
            child(child(child(job, "spec"), "jobTemplate"), "spec"), "spec.jobTemplate.spec"));
    if (text(job, "spec", "schedule").contains("TZ")) {
      warnings.add(
          "CRON_TZ or TZ used in spec.schedule is not officially supported, see"
              + " https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more"
              + " details");
    }
    return warnings;
  }

  @Override
  public TableLayout table() {
    return table;
  }
}
