package dev.setpoint.api.registry.batch;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.copy;
import static dev.setpoint.api.registry.Trees.defaultFlag;
import static dev.setpoint.api.registry.Trees.defaultNumber;
import static dev.setpoint.api.registry.Trees.defaultText;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.Subresource;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.registry.core.PodSpecDefaults;
import dev.setpoint.api.registry.core.TemplatedStrategy;
import dev.setpoint.api.schema.Schemas;
import dev.setpoint.common.resource.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Jobs: Pods that run until enough of them have succeeded. */
@Component
final class JobStrategy extends TemplatedStrategy {

  private static final ResourceType TYPE = new ResourceType("batch", "v1", "jobs", "Job", true);

  private final TableLayout table;

  JobStrategy(Schemas schemas) {
    super("spec");
    table = JobColumns.layout(schemas);
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public List<String> categories() {
    return List.of("all");
  }

  @Override
  public List<Subresource> subresources() {
    return List.of(Subresource.status("Job"));
  }

  @Override
  public void setDefaults(ObjectNode job) {
    ObjectNode spec = child(job, "spec");
    if (!has(spec, "completions") && !has(spec, "parallelism")) {
      spec.put("completions", 1);
    }
    defaultNumber(spec, "parallelism", 1);
    defaultNumber(spec, "backoffLimit", has(spec, "backoffLimitPerIndex") ? Integer.MAX_VALUE : 6);
    defaultText(spec, "completionMode", "NonIndexed");
    defaultFlag(spec, "suspend", false);
    defaultText(
        spec,
        "podReplacementPolicy",
        has(spec, "podFailurePolicy") ? "Failed" : "TerminatingOrFailed");
    defaultFlag(spec, "manualSelector", false);
    JobPolicyRules.setDefaults(spec);
    PodSpecDefaults.applyToTemplate(child(spec, "template"));
  }

  /** A Job without labels shows those of its Pods, generated ones included. */
  private static void labelsFromTemplate(ObjectNode job) {
    ObjectNode metadata = child(job, "metadata");
    if (metadata.path("labels").isEmpty()) {
      copy(child(child(child(job, "spec"), "template"), "metadata"), metadata, "labels");
    }
  }

  @Override
  public void prepareForCreate(ObjectNode job) {
    JobSelector.generate(job);
    labelsFromTemplate(job);
    super.prepareForCreate(job);
  }

  @Override
  public void prepareForUpdate(ObjectNode job, ObjectNode old) {
    labelsFromTemplate(job);
    super.prepareForUpdate(job, old);
  }

  @Override
  public void validate(ObjectNode job, FieldErrors errors) {
    JobRules.validate(job, JobSelector.PREFIXED, errors);
  }

  @Override
  public boolean revalidatesMetadata() {
    return true;
  }

  @Override
  public void validateUpdate(ObjectNode job, ObjectNode old, FieldErrors errors) {
    JobRules.validate(job, JobSelector.labelsOf(old), errors);
    JobUpdateRules.validate(job, old, errors);
  }

  @Override
  public void validateStatusUpdate(ObjectNode job, ObjectNode old, FieldErrors errors) {
    new JobStatusRules(job, old, errors).validate();
  }

  @Override
  public List<String> warnings(ObjectNode job, @Nullable ObjectNode old) {
    List<String> warnings = new ArrayList<>(super.warnings(job, old));
    warnings.addAll(JobRules.warnings(child(job, "spec"), "spec"));
    return warnings;
  }

  @Override
  public boolean orphansByDefault() {
    return true;
  }

  @Override
  public String orphanWarning() {
    return "child pods are preserved by default when jobs are deleted; set"
        + " propagationPolicy=Background to remove them or set propagationPolicy=Orphan to"
        + " suppress this warning";
  }

  @Override
  public Map<String, Function<ObjectNode, String>> selectableFields() {
    return Map.of("status.successful", job -> String.valueOf(number(job, "status", "succeeded")));
  }

  @Override
  public String unselectable(String field) {
    return "field label " + GoFormat.quote(field) + " not supported for Job";
  }

  @Override
  public TableLayout table() {
    return table;
  }
}
