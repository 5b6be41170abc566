package dev.setpoint.scheduler.gang;

import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.scheduler.snapshot.PodInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A group and its Pods at one moment.
 *
 * @param group null while no such PodGroup exists
 * @param pending Pods without a place, in the order they joined
 * @param reserved Pods that have a place and are not known to be bound
 * @param bound Pods on a Node
 * @param version tells later states from earlier ones
 */
public record Gang(
    ObjectKey name,
    @Nullable PodGroup group,
    List<PodInfo> pending,
    List<PodInfo> reserved,
    List<PodInfo> bound,
    long version) {

  int members() {
    return pending.size() + reserved.size() + bound.size();
  }

  /** How many more Pods need a place before any may be bound; zero or less once all have. */
  int missing() {
    return (group == null ? 1 : group.minMember()) - reserved.size() - bound.size();
  }
}
