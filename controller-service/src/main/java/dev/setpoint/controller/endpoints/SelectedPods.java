package dev.setpoint.controller.endpoints;

import dev.setpoint.common.controller.KeyQueue;
import dev.setpoint.common.controller.Watch;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.resource.ObjectKey;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which Pods stand behind which Services. */
final class SelectedPods {

  private final Store<Service> services;
  private final Store<Pod> pods;

  SelectedPods(Informers informers) {
    this.services = informers.informer(Service.class).store();
    this.pods = informers.informer(Pod.class).store();
  }

  @Nullable Service service(ObjectKey key) {
    return services.get(key);
  }

  List<Pod> of(Service service) {
    return pods.list(service.getMetadata().getNamespace()).stream()
        .filter(pod -> Backends.selects(service, pod))
        .sorted(Comparator.comparing(pod -> pod.getMetadata().getName()))
        .toList();
  }

  /** Queues a Service when it changes, and when a Pod that it selects or did select does. */
  List<Watch<?>> watches() {
    return List.of(Watch.own(Service.class), new Watch<>(Pod.class, this::podChanged));
  }

  private void podChanged(@Nullable Pod before, @Nullable Pod after, KeyQueue queue) {
    Pod some = after == null ? before : after;
    if (some == null) {
      return;
    }
    for (Service service : services.list(some.getMetadata().getNamespace())) {
      if ((before != null && Backends.selects(service, before))
          || (after != null && Backends.selects(service, after))) {
        queue.add(ObjectKey.of(service));
      }
    }
  }
}
