package dev.setpoint.controller.cronjob;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.client.DeleteOptions;
import dev.setpoint.common.controller.Controller;
import dev.setpoint.common.controller.KeyQueue;
import dev.setpoint.common.controller.Result;
import dev.setpoint.common.controller.Watch;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import dev.setpoint.common.events.EventRecorder;
import dev.setpoint.common.events.EventWriter;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.Owners;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Starts Jobs when they are due. */
@Component
final class CronJobController implements Controller {

  private final Store<CronJob> crons;
  private final Store<Job> jobs;
  private final ApiClient api;
  private final EventRecorder events;
  private final Clock clock;

  CronJobController(Informers informers, ApiClient api, EventWriter events, Clock clock) {
    this.crons = informers.informer(CronJob.class).store();
    this.jobs = informers.informer(Job.class).store();
    this.api = api;
    this.events = events.recorder(name());
    this.clock = clock;
  }

  @Override
  public String name() {
    return "cronjob-controller";
  }

  @Override
  public List<Watch<?>> watches() {
    return List.of(Watch.own(CronJob.class), new Watch<>(Job.class, this::jobChanged));
  }

  private void jobChanged(@Nullable Job before, @Nullable Job after, KeyQueue queue) {
    for (Job job : new Job[] {before, after}) {
      OwnerReference owner = job == null ? null : Owners.controllerOf(job);
      if (job != null && owner != null && owner.getKind().equals("CronJob")) {
        queue.add(new ObjectKey(job.getMetadata().getNamespace(), owner.getName()));
      }
    }
  }

  @Override
  public Result reconcile(ObjectKey key) {
    CronJob cron = crons.get(key);
    if (cron == null) {
      return Result.done();
    }
    List<Job> owned =
        jobs.list(key.namespace()).stream()
            .filter(job -> Owners.isControlledBy(job, cron))
            .toList();
    CronPlan plan = CronPlanner.of(cron, owned, clock.instant());
    plan.notices().forEach(n -> events.event(cron, n.type(), n.reason(), n.message()));
    plan.delete().forEach(job -> delete(cron, job));
    CronJobStatus status = plan.status();
    if (plan.create() != null) {
      start(cron, plan.create(), status);
    }
    CronJobStatus before = cron.getStatus() == null ? new CronJobStatus() : cron.getStatus();
    if (!KubeJson.toTree(status).equals(KubeJson.toTree(before))) {
      api.updateStatus(new CronJobBuilder(cron).withStatus(status).build());
    }
    return plan.again() == null ? Result.done() : Result.requeueAfter(plan.again());
  }

  /** Its name says when it was due, so that it can't be started twice. */
  private void start(CronJob cron, Job wanted, CronJobStatus status) {
    @Nullable Job started;
    try {
      started = api.create(wanted);
      say(cron, "SuccessfulCreate", "Created job " + wanted.getMetadata().getName());
    } catch (ApiException e) {
      if (e.reason() != StatusReason.AlreadyExists) {
        events.event(
            cron, EventRecorder.WARNING, "FailedCreate", "Error creating job: " + e.message());
        throw e;
      }
      started = api.find(Job.class, ObjectKey.of(wanted));
    }
    if (started == null || !Owners.isControlledBy(started, cron)) {
      return; // another's Job has the name
    }
    List<ObjectReference> active = new ArrayList<>();
    if (status.getActive() != null) {
      active.addAll(status.getActive());
    }
    if (CronPlanner.ended(started) == null) {
      active.add(CronPlanner.reference(started));
    }
    status.setActive(active);
    Instant scheduled = CronPlanner.scheduled(wanted);
    if (scheduled != null) {
      status.setLastScheduleTime(CronPlanner.text(scheduled));
    }
  }

  private void delete(CronJob cron, Job job) {
    try {
      api.delete(job, new DeleteOptions(null, "Background", job.getMetadata().getUid(), null));
    } catch (ApiException e) {
      if (e.code() == 404 || e.code() == 409) {
        return;
      }
      events.event(
          cron,
          EventRecorder.WARNING,
          "FailedDelete",
          "Deleted job: " + job.getMetadata().getName() + " failed: " + e.message());
      throw e;
    }
    say(cron, "SuccessfulDelete", "Deleted job " + job.getMetadata().getName());
  }

  private void say(CronJob cron, String reason, String message) {
    events.event(cron, EventRecorder.NORMAL, reason, message);
  }
}
