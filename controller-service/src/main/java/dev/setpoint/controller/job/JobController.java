package dev.setpoint.controller.job;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.client.PatchType;
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
import dev.setpoint.common.workload.OwnedPods;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Runs a Job's Pods until enough of them have succeeded or too many have not. */
@Component
final class JobController implements Controller {

  private static final String TRACKED_BY_JOB = "job-controller/tracked";
  private static final String JOB_NAME = "batch.kubernetes.io/job-name";

  private final Store<Job> jobs;
  private final Store<Pod> allPods;
  private final OwnedPods<Job> pods;
  private final ApiClient api;
  private final EventRecorder events;
  private final Clock clock;

  JobController(Informers informers, ApiClient api, EventWriter events, Clock clock) {
    this.jobs = informers.informer(Job.class).store();
    this.allPods = informers.informer(Pod.class).store();
    this.allPods.addIndex(TRACKED_BY_JOB, JobController::trackedBy);
    this.events = events.recorder(name());
    this.pods =
        new OwnedPods<>(Job.class, job -> job.getSpec().getSelector(), informers, api, this.events);
    this.api = api;
    this.clock = clock;
  }

  /** The key of the Job that a Pod with our finalizer was made for. */
  private static List<String> trackedBy(Pod pod) {
    String name = JobPods.isTracked(pod) ? jobName(pod) : null;
    return name == null
        ? List.of()
        : List.of(new ObjectKey(pod.getMetadata().getNamespace(), name).toString());
  }

  private static @Nullable String jobName(Pod pod) {
    OwnerReference owner = Owners.controllerOf(pod);
    if (owner != null && owner.getKind().equals("Job")) {
      return owner.getName();
    }
    @Nullable Map<String, String> labels = pod.getMetadata().getLabels();
    return labels == null ? null : labels.get(JOB_NAME);
  }

  @Override
  public String name() {
    return "job-controller";
  }

  @Override
  public List<Watch<?>> watches() {
    List<Watch<?>> watches = new ArrayList<>(pods.watches());
    watches.add(new Watch<>(Pod.class, this::trackedChanged));
    return watches;
  }

  /** Pods whose Job is gone, or which were let go, still have our finalizer. */
  private void trackedChanged(@Nullable Pod before, @Nullable Pod after, KeyQueue queue) {
    if (after != null) {
      trackedBy(after).forEach(key -> queue.add(ObjectKey.parse(key)));
    }
  }

  @Override
  public void stopped() {
    pods.clear();
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Job job = jobs.get(key);
    releaseStrangers(key, job);
    if (job == null) {
      pods.forget(key);
      return Result.done();
    }
    if (!Specs.isOurs(job)) {
      return Result.done();
    }
    if (JobPlanner.ended(job) != null) {
      pods.of(job).stream().filter(JobPods::isTracked).forEach(this::release);
      return Result.done();
    }
    boolean current = pods.isCurrent(job);
    List<Pod> owned = pods.claim(job, pod -> true);
    if (!notesAreClear(job, owned)) {
      return Result.retry("Pods of " + key + " that were counted are still tracked");
    }
    JobPlan plan = JobPlanner.of(job, owned, current, clock.instant());
    for (Pod pod : plan.fresh()) {
      if (!isStillTracked(pod)) {
        return Result.retry("the cache is behind what was counted of " + key);
      }
    }
    return carryOut(job, plan);
  }

  /** Lets Pods go that have our finalizer but are no Job's, or not this one's. */
  private void releaseStrangers(ObjectKey key, @Nullable Job cached) {
    List<Pod> strangers =
        allPods.byIndex(TRACKED_BY_JOB, key.toString()).stream()
            .filter(pod -> cached == null || !Owners.isControlledBy(pod, cached))
            .toList();
    if (strangers.isEmpty()) {
      return;
    }
    Job job = api.find(Job.class, key); // the cache may not have it yet
    for (Pod pod : strangers) {
      boolean mayBeTakenIn =
          Owners.controllerOf(pod) == null && job != null && !Owners.isDeleting(job);
      if (!mayBeTakenIn && (job == null || !Owners.isControlledBy(pod, job))) {
        release(pod);
      }
    }
  }

  /**
   * Notes on Pods that the cache does not have are settled only if the API has none either: a Pod
   * must not be counted while it can appear again.
   */
  private boolean notesAreClear(Job job, List<Pod> owned) {
    Set<String> unknown = new HashSet<>(Tally.noted(job));
    owned.forEach(pod -> unknown.remove(JobPods.uid(pod)));
    if (unknown.isEmpty()) {
      return true;
    }
    String selector =
        ApiClient.encode("batch.kubernetes.io/controller-uid=" + job.getMetadata().getUid());
    return api
        .listPage(
            dev.setpoint.common.resource.ResourceTypes.of(Pod.class),
            job.getMetadata().getNamespace(),
            "labelSelector=" + selector)
        .items()
        .stream()
        .map(tree -> KubeJson.toTyped(tree, Pod.class))
        .noneMatch(pod -> unknown.contains(JobPods.uid(pod)) && JobPods.isTracked(pod));
  }

  private boolean isStillTracked(Pod pod) {
    Pod fresh = api.find(Pod.class, ObjectKey.of(pod));
    return fresh != null && JobPods.uid(fresh).equals(JobPods.uid(pod)) && JobPods.isTracked(fresh);
  }

  private Result carryOut(Job job, JobPlan plan) {
    plan.remove().forEach(this::release); // not to be counted
    ApiException failure = pods.delete(job, plan.remove());
    ApiException second = pods.delete(job, plan.stop());
    ApiException third =
        pods.create(
            job,
            plan.create().stream()
                .map(pod -> JobPodFactory.make(job, pod, ThreadLocalRandom.current()))
                .toList());
    JobStatus status = plan.status();
    if (!KubeJson.toTree(status).equals(KubeJson.toTree(orEmpty(job.getStatus())))) {
      api.updateStatus(new JobBuilder(job).withStatus(status).build());
    }
    plan.notices().forEach(n -> events.event(job, n.type(), n.reason(), n.message()));
    plan.release().forEach(this::release);
    for (ApiException each : new ApiException[] {failure, second, third}) {
      if (each != null) {
        return each.code() < 500 ? Result.retry(each.message()) : Result.failed(each);
      }
    }
    return plan.again() == null ? Result.done() : Result.requeueAfter(plan.again());
  }

  private static JobStatus orEmpty(@Nullable JobStatus status) {
    return status == null ? new JobStatus() : status;
  }

  private void release(Pod pod) {
    if (!JobPods.isTracked(pod)) {
      return;
    }
    ObjectNode patch = KubeJson.TREES.createObjectNode();
    ObjectNode metadata = patch.putObject("metadata");
    metadata.put("uid", pod.getMetadata().getUid());
    metadata.putArray("$deleteFromPrimitiveList/finalizers").add(JobPods.FINALIZER);
    try {
      api.patch(Pod.class, ObjectKey.of(pod), PatchType.STRATEGIC, patch);
    } catch (ApiException e) {
      boolean gone = e.reason() == StatusReason.NotFound || e.reason() == StatusReason.Conflict;
      if (!gone) {
        throw e;
      }
    }
  }
}
