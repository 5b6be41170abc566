package dev.setpoint.controller.cronjob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronPlannerTest {

  private static final Instant NOW = Instant.parse("2026-01-01T12:00:30Z");

  private static CronJob cron(String schedule, String policy, @Nullable Long deadline) {
    return new CronJobBuilder()
        .withNewMetadata()
        .withNamespace("ns")
        .withName("c")
        .withUid("uid")
        .withCreationTimestamp("2026-01-01T11:58:30Z")
        .endMetadata()
        .withNewSpec()
        .withSchedule(schedule)
        .withConcurrencyPolicy(policy)
        .withStartingDeadlineSeconds(deadline)
        .withNewJobTemplate()
        .withNewMetadata()
        .addToLabels("a", "b")
        .endMetadata()
        .endJobTemplate()
        .endSpec()
        .build();
  }

  private static Job job(String name, @Nullable String ended, String start) {
    JobBuilder job =
        new JobBuilder()
            .withNewMetadata()
            .withName(name)
            .withUid("uid-" + name)
            .endMetadata()
            .withNewStatus()
            .withStartTime(start)
            .endStatus();
    if (ended != null) {
      job.editStatus()
          .addNewCondition()
          .withType(ended)
          .withStatus("True")
          .endCondition()
          .endStatus();
    }
    return job.build();
  }

  private static CronJob running(CronJob cron, Job job) {
    return new CronJobBuilder(cron)
        .withNewStatus()
        .withActive(CronPlanner.reference(job))
        .withLastScheduleTime("2026-01-01T11:59:00Z")
        .endStatus()
        .build();
  }

  @ParameterizedTest
  @CsvSource({
    "'*/15 * * * *', 2026-01-01T12:00:30Z, 2026-01-01T12:15:00Z",
    "'0 0 1 */3 *', 2026-01-01T12:00:30Z, 2026-04-01T00:00:00Z",
    "'30 9 * * mon-fri', 2026-01-02T10:00:00Z, 2026-01-05T09:30:00Z",
    "'0 12 13 * 5', 2026-01-01T12:00:00Z, 2026-01-02T12:00:00Z",
    "'0 0 29 2 *', 2026-01-01T00:00:00Z, 2028-02-29T00:00:00Z",
    "'5/20 0 * * ?', 2026-01-01T00:06:00Z, 2026-01-01T00:25:00Z",
    "'0 0 * * 7', 2026-01-01T00:00:00Z, 2026-01-04T00:00:00Z",
    "@hourly, 2026-01-01T12:00:30Z, 2026-01-01T13:00:00Z",
    "@every 1h30m, 2026-01-01T12:00:30Z, 2026-01-01T13:30:30Z",
  })
  void knowsTheNextTime(String schedule, String from, String next) {
    assertThat(
            Objects.requireNonNull(Schedule.parse(schedule).next(ZonedDateTime.parse(from)))
                .toInstant())
        .isEqualTo(Instant.parse(next));
  }

  @Test
  void refusesWhatIsNoSchedule() {
    for (String wrong : List.of("* * * *", "60 * * * *", "* * 0 * *", "*/0 * * * *", "@every x")) {
      assertThatThrownBy(() -> Schedule.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(Schedule.parse("0 0 30 2 *").next(ZonedDateTime.parse("2026-01-01T00:00:00Z")))
        .isNull();
  }

  @Test
  void startsTheLatestThatIsDueUnderANameOfItsTime() {
    CronPlan plan = CronPlanner.of(cron("* * * * *", "Allow", null), List.of(), NOW);
    Job job = Objects.requireNonNull(plan.create());
    assertThat(job.getMetadata().getName())
        .isEqualTo("c-" + Instant.parse("2026-01-01T12:00:00Z").getEpochSecond() / 60);
    assertThat(job.getMetadata().getAnnotations())
        .containsEntry("batch.kubernetes.io/cronjob-scheduled-timestamp", "2026-01-01T12:00:00Z");
    assertThat(Objects.requireNonNull(plan.again()).toMillis()).isEqualTo(30_100);
  }

  @Test
  void whatIsLateBeyondTheDeadlineIsMissed() {
    CronPlan plan = CronPlanner.of(cron("0 12 * * *", "Allow", 20L), List.of(), NOW);
    assertThat(plan.create()).isNull();
    assertThat(CronPlanner.of(cron("0 12 * * *", "Allow", 60L), List.of(), NOW).create())
        .isNotNull();
  }

  @Test
  void anotherOneRunsAlready() {
    Job old = job("old", null, "2026-01-01T11:59:00Z");
    CronPlan forbidden =
        CronPlanner.of(running(cron("* * * * *", "Forbid", null), old), List.of(old), NOW);
    assertThat(forbidden.create()).isNull();
    assertThat(forbidden.status().getActive()).hasSize(1);
    CronPlan replaced =
        CronPlanner.of(running(cron("* * * * *", "Replace", null), old), List.of(old), NOW);
    assertThat(replaced.delete()).containsExactly(old);
    assertThat(replaced.create()).isNotNull();
    assertThat(replaced.status().getActive()).isEmpty();
  }

  @Test
  void keepsTheLatestThatEnded() {
    CronJob cron = cron("0 0 1 1 *", "Allow", null);
    List<Job> jobs =
        List.of(
            job("d", "Complete", "2026-01-01T11:04:00Z"),
            job("a", "Complete", "2026-01-01T11:01:00Z"),
            job("b", "Complete", "2026-01-01T11:02:00Z"),
            job("c", "Complete", "2026-01-01T11:03:00Z"),
            job("x", "Failed", "2026-01-01T11:01:00Z"),
            job("y", "Failed", "2026-01-01T11:02:00Z"));
    assertThat(CronPlanner.of(cron, jobs, NOW).delete())
        .extracting(job -> job.getMetadata().getName())
        .containsExactly("a", "x");
  }

  @Property(tries = 200)
  void theLatestDueIsTheLastOfAllThatAreDue(
      @ForAll @IntRange(min = 1, max = 59) int step,
      @ForAll @LongRange(min = 60, max = 100_000) long age) {
    CronJob cron =
        new CronJobBuilder(cron("*/" + step + " * * * *", "Allow", null))
            .editMetadata()
            .withCreationTimestamp(NOW.minusSeconds(age).toString())
            .endMetadata()
            .build();
    ZonedDateTime last = null;
    Schedule schedule = Schedule.parse(cron.getSpec().getSchedule());
    ZonedDateTime next = schedule.next(NOW.minusSeconds(age).atZone(Due.zone(cron)));
    while (next != null && !next.toInstant().isAfter(NOW)) {
      last = next;
      next = schedule.next(next);
    }
    Due due = Due.of(cron, NOW);
    assertThat(due.last()).isEqualTo(last);
    assertThat(due.next()).isEqualTo(next);
  }
}
