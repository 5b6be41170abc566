package dev.setpoint.controller.endpoints;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.controller.Controller;
import dev.setpoint.common.controller.KeyQueue;
import dev.setpoint.common.controller.Result;
import dev.setpoint.common.controller.Watch;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.Owners;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Keeps the slices of Services that select Pods. */
@Component
final class EndpointSliceController implements Controller {

  private static final int MOST = 100;

  private final SelectedPods selected;
  private final Store<Node> nodes;
  private final Store<Pod> pods;
  private final Store<Service> services;
  private final SliceWriter slices;
  private final TriggerTimes times = new TriggerTimes();

  EndpointSliceController(Informers informers, ApiClient api) {
    this.selected = new SelectedPods(informers);
    this.nodes = informers.informer(Node.class).store();
    this.pods = informers.informer(Pod.class).store();
    this.services = informers.informer(Service.class).store();
    this.slices = new SliceWriter(informers, api, "endpointslice-controller.k8s.io");
  }

  @Override
  public String name() {
    return "endpointslice-controller";
  }

  @Override
  public List<Watch<?>> watches() {
    List<Watch<?>> watches = new ArrayList<>(selected.watches());
    watches.add(slices.watch());
    watches.add(new Watch<>(Node.class, this::nodeChanged));
    return watches;
  }

  /** Its coming makes its Pods endpoints, its going no longer. */
  private void nodeChanged(@Nullable Node before, @Nullable Node after, KeyQueue queue) {
    Node node = after == null ? before : after;
    if (node == null || (before != null && after != null)) {
      return;
    }
    for (Pod pod : pods.list()) {
      if (node.getMetadata().getName().equals(pod.getSpec().getNodeName())) {
        services.list(pod.getMetadata().getNamespace()).stream()
            .filter(service -> Backends.selects(service, pod))
            .forEach(service -> queue.add(ObjectKey.of(service)));
      }
    }
  }

  @Override
  public void stopped() {
    slices.clear();
    times.clear();
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Service service = selected.service(key);
    if (service == null) {
      slices.forget(key);
      times.forget(key);
      return Result.done(); // the garbage collector takes its slices
    }
    boolean named = "ExternalName".equals(service.getSpec().getType());
    if (named || !Backends.selects(service) || Owners.isDeleting(service)) {
      return Result.done();
    }
    if (!slices.isCurrent(key)) {
      return Result.done(); // the slice that is awaited queues the Service again
    }
    List<Pod> behind = selected.of(service);
    SlicePlan plan =
        SlicePlan.of(
            slices.of(key),
            ServiceSlices.wanted(service, behind, name -> nodes.get("", name)),
            Backends.families(service),
            MOST);
    slices.apply(
        key, service, plan, Backends.labels(service), Map.of(), times.next(service, behind));
    return Result.done();
  }
}
