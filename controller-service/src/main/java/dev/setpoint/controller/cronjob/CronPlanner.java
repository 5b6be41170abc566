package dev.setpoint.controller.cronjob;

import dev.setpoint.common.events.EventRecorder;
import dev.setpoint.common.pod.PodStates;
import dev.setpoint.common.resource.Owners;
import dev.setpoint.controller.cronjob.CronPlan.Notice;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Decides which Job a CronJob starts and which it forgets, as cronjob_controllerv2.go does. */
final class CronPlanner {

  private static final String SCHEDULED = "batch.kubernetes.io/cronjob-scheduled-timestamp";
  private static final DateTimeFormatter RFC1123 =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.ROOT);

  private final CronJob cron;
  private final List<Job> jobs;
  private final Instant now;
  private final List<Job> delete = new ArrayList<>();
  private final List<ObjectReference> active = new ArrayList<>();
  private final List<Notice> notices = new ArrayList<>();
  private @Nullable Job create;
  private @Nullable Duration again;
  private @Nullable String lastSuccess;

  private CronPlanner(CronJob cron, Collection<Job> jobs, Instant now) {
    this.cron = cron;
    this.jobs = jobs.stream().sorted(Comparator.comparing(CronPlanner::started)).toList();
    this.now = now;
    this.lastSuccess = cron.getStatus() == null ? null : cron.getStatus().getLastSuccessfulTime();
  }

  /**
   * @param jobs those that the CronJob owns
   */
  static CronPlan of(CronJob cron, Collection<Job> jobs, Instant now) {
    CronPlanner planner = new CronPlanner(cron, jobs, now);
    planner.observe();
    if (!Owners.isDeleting(cron)) {
      planner.start();
    }
    planner.forget();
    CronJobStatus before = cron.getStatus() == null ? new CronJobStatus() : cron.getStatus();
    return new CronPlan(
        planner.delete,
        planner.create,
        new CronJobStatusBuilder(before)
            .withActive(planner.active)
            .withLastSuccessfulTime(planner.lastSuccess)
            .build(),
        planner.notices,
        planner.again);
  }

  private void observe() {
    List<ObjectReference> known =
        cron.getStatus() == null || cron.getStatus().getActive() == null
            ? List.of()
            : cron.getStatus().getActive();
    for (ObjectReference reference : known) {
      if (jobs.stream().noneMatch(job -> uid(job).equals(reference.getUid()))) {
        say(EventRecorder.NORMAL, "MissingJob", "Active job went missing: " + reference.getName());
      }
    }
    for (Job job : jobs) {
      boolean listed = known.stream().anyMatch(ref -> uid(job).equals(ref.getUid()));
      JobCondition ended = ended(job);
      if (ended == null) {
        if (!listed) {
          say(
              EventRecorder.WARNING,
              "UnexpectedJob",
              "Saw a job that the controller did not create or forgot: "
                  + job.getMetadata().getName());
        } else {
          active.add(reference(job));
        }
      } else {
        if (listed) {
          say(
              EventRecorder.NORMAL,
              "SawCompletedJob",
              "Saw completed job: "
                  + job.getMetadata().getName()
                  + ", condition: "
                  + ended.getType());
        }
        noteSuccess(job, ended);
      }
    }
  }

  private void noteSuccess(Job job, JobCondition ended) {
    Instant done = PodStates.time(job.getStatus().getCompletionTime());
    Instant last = PodStates.time(lastSuccess);
    if (ended.getType().equals("Complete")
        && done != null
        && (last == null || done.isAfter(last))) {
      lastSuccess = text(done);
    }
  }

  private void start() {
    if (Boolean.TRUE.equals(cron.getSpec().getSuspend())) {
      return;
    }
    Due due;
    try {
      due = Due.of(cron, now);
    } catch (DateTimeException e) {
      say(
          EventRecorder.WARNING,
          "UnknownTimeZone",
          "invalid timeZone: \"" + cron.getSpec().getTimeZone() + "\": " + e.getMessage());
      return;
    } catch (IllegalArgumentException e) {
      say(
          EventRecorder.WARNING,
          "UnparseableSchedule",
          "unparseable schedule: \"" + cron.getSpec().getSchedule() + "\" : " + e.getMessage());
      return;
    }
    if (due.next() != null) {
      again = Duration.between(now, due.next()).plusMillis(100);
    }
    if (due.manyMissed()) {
      say(
          EventRecorder.WARNING,
          "TooManyMissedTimes",
          "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check"
              + " clock skew");
    }
    if (due.last() != null) {
      start(due.last());
    }
  }

  private void start(ZonedDateTime time) {
    Long deadline = cron.getSpec().getStartingDeadlineSeconds();
    if (deadline != null && time.toInstant().plusSeconds(deadline).isBefore(now)) {
      say(
          EventRecorder.WARNING,
          "MissSchedule",
          "Missed scheduled time to start a job: " + RFC1123.format(time));
      return;
    }
    String name = name(time);
    boolean started =
        active.stream().anyMatch(ref -> name.equals(ref.getName()))
            || jobs.stream().anyMatch(job -> job.getMetadata().getName().equals(name))
            || (cron.getStatus() != null
                && Objects.equals(
                    PodStates.time(cron.getStatus().getLastScheduleTime()), time.toInstant()));
    if (started) {
      return;
    }
    String policy = cron.getSpec().getConcurrencyPolicy();
    if ("Forbid".equals(policy) && !active.isEmpty()) {
      say(
          EventRecorder.NORMAL,
          "JobAlreadyActive",
          "Not starting job because prior execution is running and concurrency policy is Forbid");
      return;
    }
    if ("Replace".equals(policy)) {
      jobs.stream()
          .filter(job -> active.stream().anyMatch(ref -> uid(job).equals(ref.getUid())))
          .forEach(delete::add);
      active.clear();
    }
    create = job(name, time);
  }

  private String name(ZonedDateTime time) {
    String name = cron.getMetadata().getName();
    return name.substring(0, Math.min(52, name.length())) + "-" + time.toEpochSecond() / 60;
  }

  private Job job(String name, ZonedDateTime time) {
    var template = cron.getSpec().getJobTemplate();
    var said = template.getMetadata();
    return new JobBuilder()
        .withNewMetadata()
        .withNamespace(cron.getMetadata().getNamespace())
        .withName(name)
        .withLabels(said == null ? null : said.getLabels())
        .withAnnotations(said == null ? null : said.getAnnotations())
        .addToAnnotations(
            SCHEDULED,
            DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.truncatedTo(ChronoUnit.SECONDS)))
        .withCreationTimestamp(null)
        .withOwnerReferences(Owners.controllerReference(cron))
        .endMetadata()
        .withSpec(template.getSpec())
        .build();
  }

  /** Of the Jobs that have ended the latest are kept. */
  private void forget() {
    forget("Complete", cron.getSpec().getSuccessfulJobsHistoryLimit(), 3);
    forget("Failed", cron.getSpec().getFailedJobsHistoryLimit(), 1);
  }

  private void forget(String condition, @Nullable Integer limit, int otherwise) {
    List<Job> ended =
        jobs.stream()
            .filter(job -> ended(job) != null)
            .filter(job -> Objects.requireNonNull(ended(job)).getType().equals(condition))
            .toList();
    int surplus = ended.size() - (limit == null ? otherwise : limit);
    if (surplus > 0) {
      delete.addAll(ended.subList(0, surplus));
    }
  }

  private void say(String type, String reason, String message) {
    notices.add(new Notice(type, reason, message));
  }

  static ObjectReference reference(Job job) {
    return new ObjectReferenceBuilder()
        .withApiVersion("batch/v1")
        .withKind("Job")
        .withNamespace(job.getMetadata().getNamespace())
        .withName(job.getMetadata().getName())
        .withUid(uid(job))
        .withResourceVersion(job.getMetadata().getResourceVersion())
        .build();
  }

  static @Nullable JobCondition ended(Job job) {
    return job.getStatus() == null || job.getStatus().getConditions() == null
        ? null
        : job.getStatus().getConditions().stream()
            .filter(c -> c.getType().equals("Complete") || c.getType().equals("Failed"))
            .filter(c -> c.getStatus().equals("True"))
            .findFirst()
            .orElse(null);
  }

  private static Instant started(Job job) {
    Instant start = job.getStatus() == null ? null : PodStates.time(job.getStatus().getStartTime());
    Instant created = PodStates.time(job.getMetadata().getCreationTimestamp());
    return start != null ? start : created != null ? created : Instant.MAX;
  }

  private static String uid(Job job) {
    return String.valueOf(job.getMetadata().getUid());
  }

  static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** The time that a Job of ours was due. */
  static @Nullable Instant scheduled(Job job) {
    return PodStates.time(job.getMetadata().getAnnotations().get(SCHEDULED));
  }
}
