package dev.setpoint.controller.endpoints;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.controller.Controller;
import dev.setpoint.common.controller.Result;
import dev.setpoint.common.controller.Watch;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.Owners;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Service;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Mirrors Endpoints that users keep by hand to slices, which is where proxies look. */
@Component
final class MirroringController implements Controller {

  private static final String SKIP = "endpointslice.kubernetes.io/skip-mirror";
  private static final String LEADER = "control-plane.alpha.kubernetes.io/leader";
  private static final Set<String> NOT_COPIED =
      Set.of("kubectl.kubernetes.io/last-applied-configuration", LEADER, Backends.TRIGGER_TIME);
  private static final int MOST = 1000;

  private final Store<Endpoints> endpoints;
  private final Store<Service> services;
  private final SliceWriter slices;

  MirroringController(Informers informers, ApiClient api) {
    this.endpoints = informers.informer(Endpoints.class).store();
    this.services = informers.informer(Service.class).store();
    this.slices = new SliceWriter(informers, api, "endpointslicemirroring-controller.k8s.io");
  }

  @Override
  public String name() {
    return "endpointslice-mirroring-controller";
  }

  @Override
  public List<Watch<?>> watches() {
    return List.of(Watch.own(Endpoints.class), Watch.own(Service.class), slices.watch());
  }

  @Override
  public void stopped() {
    slices.clear();
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Endpoints source = endpoints.get(key);
    Service service = services.get(key);
    if (source == null || service == null || Backends.selects(service) || !isMirrored(source)) {
      slices.forget(key);
      slices.of(key).forEach(slices::delete);
      return Result.done();
    }
    if (!slices.isCurrent(key)) {
      return Result.done(); // the slice that is awaited queues the Endpoints again
    }
    SlicePlan plan = SlicePlan.of(slices.of(key), Mirror.wanted(source, MOST), List.of(), MOST);
    slices.apply(key, source, plan, labels(source), annotations(source), null);
    return Result.done();
  }

  private static boolean isMirrored(Endpoints source) {
    return !Owners.isDeleting(source)
        && !"true".equals(orEmpty(source.getMetadata().getLabels()).get(SKIP))
        && !orEmpty(source.getMetadata().getAnnotations()).containsKey(LEADER);
  }

  private static Map<String, String> labels(Endpoints source) {
    Map<String, String> labels = new HashMap<>(orEmpty(source.getMetadata().getLabels()));
    labels.remove(SKIP);
    labels.remove(EndpointsController.MANAGED_BY);
    return labels;
  }

  private static Map<String, String> annotations(Endpoints source) {
    Map<String, String> annotations = new HashMap<>(orEmpty(source.getMetadata().getAnnotations()));
    annotations.keySet().removeAll(NOT_COPIED);
    return annotations;
  }

  private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
    return map == null ? Map.of() : map;
  }
}
