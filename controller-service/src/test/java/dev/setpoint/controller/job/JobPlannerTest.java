package dev.setpoint.controller.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpecBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class JobPlannerTest {

  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  private static Job job(UnaryOperator<JobSpecBuilder> spec) {
    return new JobBuilder()
        .withNewMetadata()
        .withNamespace("ns")
        .withName("j")
        .withUid("uid-j")
        .endMetadata()
        .withSpec(
            spec.apply(
                    new JobSpecBuilder()
                        .withParallelism(1)
                        .withBackoffLimit(6)
                        .withNewTemplate()
                        .withNewSpec()
                        .withRestartPolicy("Never")
                        .endSpec()
                        .endTemplate())
                .build())
        .build();
  }

  private static Pod pod(String uid, String phase) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("ns")
        .withName(uid)
        .withUid(uid)
        .withCreationTimestamp("2026-01-01T10:00:00Z")
        .withFinalizers(JobPods.FINALIZER)
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .withNewStatus()
        .withPhase(phase)
        .endStatus()
        .build();
  }

  private static Pod indexed(String uid, String phase, int index) {
    return new PodBuilder(pod(uid, phase))
        .editMetadata()
        .addToAnnotations(JobPods.INDEX, Integer.toString(index))
        .endMetadata()
        .build();
  }

  private static Pod exited(String uid, int code) {
    return new PodBuilder(pod(uid, "Failed"))
        .editStatus()
        .addNewContainerStatus()
        .withName("c")
        .withNewState()
        .withNewTerminated()
        .withExitCode(code)
        .withFinishedAt("2026-01-01T10:00:01Z")
        .endTerminated()
        .endState()
        .endContainerStatus()
        .endStatus()
        .build();
  }

  private static List<String> conditions(JobPlan plan) {
    return plan.status().getConditions().stream()
        .map((JobCondition c) -> c.getType() + "=" + c.getStatus() + " " + c.getReason())
        .toList();
  }

  @Test
  void runsAsManyAsMayRunAndAreStillNeeded() {
    Job job = job(spec -> spec.withParallelism(3).withCompletions(4));
    assertThat(JobPlanner.of(job, List.of(), true, NOW).create()).hasSize(3);
    var pods = List.of(pod("a", "Succeeded"), pod("b", "Succeeded"), pod("c", "Running"));
    assertThat(JobPlanner.of(job, pods, true, NOW).create()).hasSize(1);
    assertThat(JobPlanner.of(job, pods, false, NOW).create()).isEmpty();
  }

  @Test
  void countsAPodOnlyWhenItsFinalizerIsGone() {
    Job job = job(spec -> spec.withCompletions(1));
    JobPlan noted = JobPlanner.of(job, List.of(pod("a", "Succeeded")), true, NOW);
    assertThat(noted.status().getSucceeded()).isNull();
    assertThat(noted.status().getUncountedTerminatedPods().getSucceeded()).containsExactly("a");
    assertThat(noted.release()).hasSize(1);
    assertThat(conditions(noted)).containsExactly("SuccessCriteriaMet=True CompletionsReached");

    Job written = new JobBuilder(job).withStatus(noted.status()).build();
    Pod released =
        new PodBuilder(pod("a", "Succeeded")).editMetadata().withFinalizers().endMetadata().build();
    JobPlan counted = JobPlanner.of(written, List.of(released), true, NOW);
    assertThat(counted.status().getSucceeded()).isEqualTo(1);
    assertThat(counted.status().getUncountedTerminatedPods().getSucceeded()).isEmpty();
    assertThat(conditions(counted)).contains("Complete=True CompletionsReached");
    assertThat(counted.status().getCompletionTime()).isEqualTo("2026-01-01T12:00:00Z");
  }

  @Test
  void waitsLongerAfterEachFailureAndGivesUpAfterTheLimit() {
    Job job = job(spec -> spec.withBackoffLimit(2));
    var fresh = List.of(exited("a", 1), exited("b", 1));
    Instant soon = Instant.parse("2026-01-01T10:00:05Z");
    JobPlan waiting = JobPlanner.of(job, fresh, true, soon);
    assertThat(waiting.create()).isEmpty();
    assertThat(waiting.again()).isEqualTo(Duration.ofSeconds(16));
    assertThat(JobPlanner.of(job, fresh, true, NOW).create()).hasSize(1);

    var all = List.of(exited("a", 1), exited("b", 1), exited("c", 1), pod("d", "Running"));
    JobPlan over = JobPlanner.of(job, all, true, NOW);
    assertThat(over.create()).isEmpty();
    assertThat(over.stop()).extracting(JobPods::uid).containsExactly("d");
    assertThat(conditions(over)).containsExactly("FailureTarget=True BackoffLimitExceeded");
    assertThat(over.status().getUncountedTerminatedPods().getFailed())
        .containsExactly("a", "b", "c", "d");
  }

  @Test
  void anIndexIsDoneOnceAndTheLowestAreMadeFirst() {
    Job job = job(spec -> spec.withCompletionMode("Indexed").withCompletions(5).withParallelism(3));
    var pods =
        List.of(
            indexed("a", "Succeeded", 0), indexed("b", "Running", 2), indexed("c", "Running", 2));
    JobPlan plan = JobPlanner.of(job, pods, true, NOW);
    assertThat(plan.remove()).hasSize(1); // the second of index 2
    assertThat(plan.status().getCompletedIndexes()).isEqualTo("0");
    assertThat(plan.status().getSucceeded()).isEqualTo(1);
    JobPlan next = JobPlanner.of(job, pods.subList(0, 2), true, NOW);
    assertThat(next.create()).extracting(JobPlan.NewPod::index).containsExactly(1, 3);
  }

  @Test
  void failuresOfAnIndexAreCarriedOn() {
    Job job =
        job(
            spec ->
                spec.withCompletionMode("Indexed")
                    .withCompletions(2)
                    .withParallelism(2)
                    .withBackoffLimit(null)
                    .withBackoffLimitPerIndex(1));
    Pod failed = indexed("a", "Failed", 0);
    JobPlan plan = JobPlanner.of(job, List.of(failed), true, NOW);
    assertThat(plan.release()).isEmpty(); // kept until another carries its count
    JobPlan.NewPod again = plan.create().getFirst();
    Pod made = JobPodFactory.make(job, again, ThreadLocalRandom.current());
    assertThat(made.getMetadata().getAnnotations()).containsEntry(JobPods.FAILURES, "1");
    assertThat(made.getSpec().getHostname()).isEqualTo("j-0");
    Pod last =
        new PodBuilder(indexed("b", "Failed", 0))
            .editMetadata()
            .addToAnnotations(JobPods.FAILURES, "1")
            .endMetadata()
            .build();
    JobPlan ended =
        JobPlanner.of(job, List.of(failed, last, indexed("c", "Succeeded", 1)), true, NOW);
    assertThat(ended.status().getFailedIndexes()).isEqualTo("0");
    assertThat(conditions(ended)).containsExactly("FailureTarget=True FailedIndexes");
  }

  @Test
  void thePolicyTellsFailuresApart() {
    Job job =
        job(
            spec ->
                spec.withNewPodFailurePolicy()
                    .addNewRule()
                    .withAction("Ignore")
                    .withNewOnExitCodes()
                    .withOperator("In")
                    .withValues(7)
                    .endOnExitCodes()
                    .endRule()
                    .addNewRule()
                    .withAction("FailJob")
                    .withNewOnExitCodes()
                    .withContainerName("c")
                    .withOperator("In")
                    .withValues(42)
                    .endOnExitCodes()
                    .endRule()
                    .endPodFailurePolicy());
    JobPlan ignored = JobPlanner.of(job, List.of(exited("a", 7)), true, NOW);
    assertThat(ignored.status().getUncountedTerminatedPods().getFailed()).isEmpty();
    assertThat(ignored.release()).hasSize(1);
    assertThat(ignored.create()).hasSize(1);
    JobPlan over = JobPlanner.of(job, List.of(exited("b", 42)), true, NOW);
    assertThat(over.status().getConditions().getFirst().getMessage())
        .isEqualTo(
            "Container c for pod ns/b failed with exit code 42 matching FailJob rule at index 1");
  }

  @Test
  void aSuspendedJobHasNoPodsAndNoneThatWereTakenCount() {
    Job job = job(spec -> spec.withSuspend(true));
    JobPlan plan = JobPlanner.of(job, List.of(pod("a", "Running")), true, NOW);
    assertThat(plan.remove()).hasSize(1);
    assertThat(plan.status().getStartTime()).isNull();
    assertThat(conditions(plan)).containsExactly("Suspended=True JobSuspended");
  }

  @Test
  void theSuccessPolicyEndsAJobEarly() {
    Job job =
        job(
            spec ->
                spec.withCompletionMode("Indexed")
                    .withCompletions(3)
                    .withParallelism(3)
                    .withNewSuccessPolicy()
                    .addNewRule()
                    .withSucceededIndexes("1-2")
                    .withSucceededCount(1)
                    .endRule()
                    .endSuccessPolicy());
    JobPlan plan =
        JobPlanner.of(
            job, List.of(indexed("a", "Running", 0), indexed("b", "Succeeded", 2)), true, NOW);
    assertThat(plan.stop()).extracting(JobPods::uid).containsExactly("a");
    assertThat(plan.status().getUncountedTerminatedPods().getFailed()).isEmpty();
    assertThat(conditions(plan)).containsExactly("SuccessCriteriaMet=True SuccessPolicy");
  }

  /**
   * Runs a Job to its end, its Pods ending in any way and order, and the status written or lost.
   */
  @Property(tries = 300)
  void everyPodIsCountedOnceWhateverIsLost(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int completions,
      @ForAll @IntRange(min = 1, max = 4) int parallelism) {
    Random random = new Random(seed);
    Job job =
        job(
            spec ->
                spec.withCompletions(completions)
                    .withParallelism(parallelism)
                    .withBackoffLimit(1000));
    List<Pod> pods = new ArrayList<>();
    int made = 0;
    Instant now = NOW;
    while (JobPlanner.ended(job) == null) {
      now = now.plusSeconds(400);
      JobPlan plan = JobPlanner.of(job, pods, true, now);
      long running = pods.stream().filter(p -> phase(p).equals("Running")).count();
      assertThat(running + plan.create().size()).isLessThanOrEqualTo(parallelism);
      for (int i = 0; i < plan.create().size(); i++) {
        pods.add(pod("p" + made++, "Running"));
      }
      if (random.nextInt(4) > 0) { // else the status could not be written, and nothing follows
        job = new JobBuilder(job).withStatus(plan.status()).build();
        for (Pod pod : plan.release()) {
          if (random.nextInt(4) > 0) { // else its finalizer could not be removed
            pods.replaceAll(
                p ->
                    JobPods.uid(p).equals(JobPods.uid(pod))
                        ? new PodBuilder(p).editMetadata().withFinalizers().endMetadata().build()
                        : p);
          }
        }
      }
      pods.replaceAll(
          p ->
              phase(p).equals("Running") && random.nextBoolean()
                  ? new PodBuilder(p)
                      .editStatus()
                      .withPhase(random.nextBoolean() ? "Succeeded" : "Failed")
                      .endStatus()
                      .build()
                  : p);
    }
    assertThat(job.getStatus().getSucceeded()).isEqualTo(count(pods, "Succeeded"));
    assertThat(Specs.number(job.getStatus().getFailed(), 0)).isEqualTo(count(pods, "Failed"));
    assertThat(job.getStatus().getSucceeded()).isGreaterThanOrEqualTo(completions);
  }

  private static String phase(Pod pod) {
    return pod.getStatus().getPhase();
  }

  private static int count(List<Pod> pods, String phase) {
    return (int) pods.stream().filter(p -> phase(p).equals(phase)).count();
  }

  @Property
  void indexesReadWhatTheyWrite(@ForAll List<@IntRange(max = 40) Integer> numbers) {
    Indexes set = Indexes.none();
    for (int number : numbers) {
      set = set.with(number);
    }
    Indexes again = Indexes.parse(set.toString(), 41);
    assertThat(again.toString()).isEqualTo(set.toString());
    assertThat(again.size()).isEqualTo((int) numbers.stream().distinct().count());
    assertThat(Map.of("0-2,4", 4, "0,1", 2))
        .allSatisfy((text, size) -> assertThat(Indexes.parse(text, 9).size()).isEqualTo(size));
  }
}
