package dev.setpoint.controller.job;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.client.DeleteOptions;
import dev.setpoint.common.controller.Controller;
import dev.setpoint.common.controller.Result;
import dev.setpoint.common.controller.Watch;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.pod.PodStates;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.Owners;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Removes Jobs a while after they have ended, where they say so. */
@Component
final class TtlAfterFinishedController implements Controller {

  private final Store<Job> jobs;
  private final ApiClient api;
  private final Clock clock;

  TtlAfterFinishedController(Informers informers, ApiClient api, Clock clock) {
    this.jobs = informers.informer(Job.class).store();
    this.api = api;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "ttl-after-finished-controller";
  }

  @Override
  public List<Watch<?>> watches() {
    return List.of(Watch.own(Job.class));
  }

  @Override
  public int workers() {
    return 2;
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Job job = jobs.get(key);
    Duration left = job == null ? null : left(job, clock.instant());
    if (left == null) {
      return Result.done();
    }
    if (left.isPositive()) {
      return Result.requeueAfter(left);
    }
    Job fresh = api.find(Job.class, key); // its time to live may have been prolonged
    Duration still = fresh == null ? null : left(fresh, clock.instant());
    if (fresh != null && still != null && !still.isPositive()) {
      api.delete(fresh, new DeleteOptions(null, "Foreground", fresh.getMetadata().getUid(), null));
    }
    return Result.done();
  }

  /** How long the Job has to live; null where it has not ended, goes already, or stays. */
  static @Nullable Duration left(Job job, Instant now) {
    JobCondition ended = JobPlanner.ended(job);
    Integer ttl = job.getSpec().getTtlSecondsAfterFinished();
    Instant end = ended == null ? null : PodStates.time(ended.getLastTransitionTime());
    return ttl == null || end == null || Owners.isDeleting(job)
        ? null
        : Duration.between(now, end.plusSeconds(ttl));
  }
}
