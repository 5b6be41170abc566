package dev.setpoint.controller.endpoints;

import dev.setpoint.common.pod.PodStates;
import dev.setpoint.common.resource.ObjectKey;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.Service;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Which change the next write is about, so that its latency can be measured from there. */
final class TriggerTimes {

  private record Known(Instant service, Map<String, Instant> pods) {}

  private final Map<ObjectKey, Known> known = new ConcurrentHashMap<>();

  /** The earliest of the changes since the last call; null if there was none. */
  @Nullable String next(Service service, Collection<Pod> pods) {
    ObjectKey key = ObjectKey.of(service);
    Known before = known.getOrDefault(key, new Known(Instant.MIN, Map.of()));
    Instant created = PodStates.time(service.getMetadata().getCreationTimestamp());
    Instant earliest = created != null && created.isAfter(before.service()) ? created : null;
    Map<String, Instant> times = new HashMap<>();
    for (Pod pod : pods) {
      PodCondition ready = PodStates.condition(pod, "Ready");
      Instant time = ready == null ? null : PodStates.time(ready.getLastTransitionTime());
      if (time != null) {
        String name = pod.getMetadata().getName();
        times.put(name, time);
        boolean changed = time.isAfter(before.pods().getOrDefault(name, Instant.MIN));
        if (changed && (earliest == null || time.isBefore(earliest))) {
          earliest = time;
        }
      }
    }
    known.put(key, new Known(created == null ? Instant.MIN : created, times));
    return earliest == null ? null : earliest.toString();
  }

  void forget(ObjectKey key) {
    known.remove(key);
  }

  void clear() {
    known.clear();
  }
}
