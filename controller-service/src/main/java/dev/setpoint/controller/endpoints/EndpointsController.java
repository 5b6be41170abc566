package dev.setpoint.controller.endpoints;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.client.DeleteOptions;
import dev.setpoint.common.controller.Controller;
import dev.setpoint.common.controller.Result;
import dev.setpoint.common.controller.Watch;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.resource.ObjectKey;
import io.fabric8.kubernetes.api.model.EndpointSubset;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Keeps the Endpoints of Services that select Pods. */
@Component
final class EndpointsController implements Controller {

  static final String MANAGED_BY = "endpoints.kubernetes.io/managed-by";
  private static final String NAME = "endpoint-controller";

  private final SelectedPods selected;
  private final Store<Endpoints> endpoints;
  private final ApiClient api;
  private final TriggerTimes times = new TriggerTimes();

  EndpointsController(Informers informers, ApiClient api) {
    this.selected = new SelectedPods(informers);
    this.endpoints = informers.informer(Endpoints.class).store();
    this.api = api;
  }

  @Override
  public String name() {
    return "endpoints-controller";
  }

  @Override
  public List<Watch<?>> watches() {
    List<Watch<?>> watches = new ArrayList<>(selected.watches());
    watches.add(Watch.own(Endpoints.class));
    return watches;
  }

  @Override
  public void stopped() {
    times.clear();
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Service service = selected.service(key);
    Endpoints there = endpoints.get(key);
    if (service == null) {
      times.forget(key);
      if (there != null && isOurs(there)) {
        api.delete(there, DeleteOptions.ofUid(there.getMetadata().getUid()));
      }
      return Result.done();
    }
    if (!Backends.selects(service) || "ExternalName".equals(service.getSpec().getType())) {
      return Result.done(); // these Endpoints are somebody else's
    }
    List<Pod> behind = selected.of(service);
    List<EndpointSubset> subsets = EndpointsPlan.subsets(service, behind);
    Map<String, String> labels = new HashMap<>(Backends.labels(service));
    labels.put(MANAGED_BY, NAME);
    String trigger = times.next(service, behind);
    if (there == null) {
      api.create(
          new EndpointsBuilder()
              .withNewMetadata()
              .withNamespace(key.namespace())
              .withName(key.name())
              .withLabels(labels)
              .withAnnotations(annotations(service.getMetadata().getAnnotations(), trigger))
              .endMetadata()
              .withSubsets(subsets)
              .build());
    } else if (!subsets.equals(subsetsOf(there))
        || !labels.equals(there.getMetadata().getLabels())) {
      api.update(
          new EndpointsBuilder(there)
              .editMetadata()
              .withLabels(labels)
              .withAnnotations(annotations(there.getMetadata().getAnnotations(), trigger))
              .endMetadata()
              .withSubsets(subsets)
              .build());
    }
    return Result.done();
  }

  static boolean isOurs(Endpoints endpoints) {
    @Nullable Map<String, String> labels = endpoints.getMetadata().getLabels();
    return labels != null && NAME.equals(labels.get(MANAGED_BY));
  }

  private static Map<String, String> annotations(
      @Nullable Map<String, String> present, @Nullable String trigger) {
    Map<String, String> annotations = new HashMap<>();
    if (present != null) {
      present.forEach(
          (name, value) -> {
            if (name.startsWith("endpoints.kubernetes.io/")) {
              annotations.put(name, value);
            }
          });
    }
    annotations.remove(Backends.TRIGGER_TIME);
    if (trigger != null) {
      annotations.put(Backends.TRIGGER_TIME, trigger);
    }
    return annotations;
  }

  private static List<EndpointSubset> subsetsOf(Endpoints endpoints) {
    @Nullable List<EndpointSubset> subsets = endpoints.getSubsets();
    return subsets == null ? List.of() : subsets;
  }
}
