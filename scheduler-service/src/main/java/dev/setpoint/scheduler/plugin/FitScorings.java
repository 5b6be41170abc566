package dev.setpoint.scheduler.plugin;

import dev.setpoint.scheduler.snapshot.PodInfo;
import java.util.Map;

/**
 * The scoring of fit by profile.
 *
 * @param byProfile for Pods of other schedulerNames than the first profile's
 * @param first for all others
 */
public record FitScorings(FitScoring first, Map<String, FitScoring> byProfile) {

  public static final FitScorings LEAST = new FitScorings(FitScoring.LEAST, Map.of());

  FitScoring of(PodInfo pod) {
    String name = pod.pod().getSpec().getSchedulerName();
    return name == null ? first : byProfile.getOrDefault(name, first);
  }
}
