package dev.setpoint.controller.cronjob;

import dev.setpoint.common.pod.PodStates;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is due now, and when the next time is.
 *
 * @param last the latest time since the last start that has come; null if none has
 * @param next null if there is none
 * @param manyMissed whether so many were missed that something is wrong
 */
record Due(@Nullable ZonedDateTime last, @Nullable ZonedDateTime next, boolean manyMissed) {

  private static final int MANY = 100;

  /** How far to look back for the latest time: further only where nothing is found. */
  private static final List<Duration> WINDOWS =
      List.of(
          Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(32), Duration.ofDays(366 * 5));

  /** Throws IllegalArgumentException or DateTimeException for a schedule or zone that is none. */
  static Due of(CronJob job, Instant now) {
    Schedule schedule = Schedule.parse(job.getSpec().getSchedule());
    ZoneId zone = zone(job);
    ZonedDateTime at = now.atZone(zone);
    ZonedDateTime earliest = earliest(job, now).atZone(zone);
    if (schedule instanceof Schedule.Every) {
      return every(schedule, earliest, at);
    }
    return new Due(
        latest(schedule, earliest, at), schedule.next(at), missed(schedule, earliest, at) > MANY);
  }

  static ZoneId zone(CronJob job) {
    String name = job.getSpec().getTimeZone();
    return name == null || name.isEmpty() ? ZoneOffset.UTC : ZoneId.of(name);
  }

  private static Instant earliest(CronJob job, Instant now) {
    Instant last =
        job.getStatus() == null ? null : PodStates.time(job.getStatus().getLastScheduleTime());
    Instant earliest =
        last != null ? last : PodStates.time(job.getMetadata().getCreationTimestamp());
    Instant start = earliest == null ? now : earliest;
    Long deadline = job.getSpec().getStartingDeadlineSeconds();
    Instant least = deadline == null ? start : now.minusSeconds(deadline);
    return least.isAfter(start) ? least : start;
  }

  private static Due every(Schedule schedule, ZonedDateTime earliest, ZonedDateTime now) {
    ZonedDateTime last = null;
    ZonedDateTime next = schedule.next(earliest);
    int missed = 0;
    while (next != null && !next.isAfter(now)) {
      last = next;
      next = schedule.next(next);
      missed++;
    }
    return new Due(last, next, missed > MANY);
  }

  private static @Nullable ZonedDateTime latest(
      Schedule schedule, ZonedDateTime earliest, ZonedDateTime now) {
    for (Duration window : WINDOWS) {
      ZonedDateTime from = now.minus(window);
      boolean all = !from.isAfter(earliest);
      ZonedDateTime last = null;
      ZonedDateTime next = schedule.next(all ? earliest : from);
      while (next != null && !next.isAfter(now)) {
        last = next;
        next = schedule.next(next);
      }
      if (last != null || all) {
        return last;
      }
    }
    return null;
  }

  private static int missed(Schedule schedule, ZonedDateTime earliest, ZonedDateTime now) {
    int missed = 0;
    ZonedDateTime next = schedule.next(earliest);
    while (next != null && !next.isAfter(now) && missed <= MANY) {
      missed++;
      next = schedule.next(next);
    }
    return missed;
  }
}
