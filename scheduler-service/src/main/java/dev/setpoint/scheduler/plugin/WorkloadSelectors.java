package dev.setpoint.scheduler.plugin;

import dev.setpoint.scheduler.snapshot.LabelMatcher;
import dev.setpoint.scheduler.snapshot.PodInfo;
import java.util.Optional;

/** Finds the Pods that belong together with a Pod, so that they can be spread. */
@FunctionalInterface
public interface WorkloadSelectors {

  Optional<LabelMatcher> of(PodInfo pod);
}
