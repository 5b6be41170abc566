package dev.setpoint.controller.loadbalancer;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.client.Finalizers;
import dev.setpoint.common.client.PatchType;
import dev.setpoint.common.controller.Controller;
import dev.setpoint.common.controller.Result;
import dev.setpoint.common.controller.Watch;
import dev.setpoint.common.events.EventRecorder;
import dev.setpoint.common.events.EventWriter;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.Owners;
import dev.setpoint.common.resource.ResourceTypes;
import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps a load balancer for each Service that asks for one of no class
 * (k8s.io/cloud-provider/controllers/service).
 */
@Component
final class ServiceController implements Controller {

  private static final String FINALIZER = "service.kubernetes.io/load-balancer-cleanup";

  private final Store<Service> services;
  private final LoadBalancers balancers;
  private final ApiClient api;
  private final EventRecorder events;

  ServiceController(
      Informers informers, LoadBalancers balancers, ApiClient api, EventWriter events) {
    this.services = informers.informer(Service.class).store();
    this.balancers = balancers;
    this.api = api;
    this.events = events.recorder("service-controller");
  }

  @Override
  public String name() {
    return "service-lb-controller";
  }

  @Override
  public boolean runsByDefault() {
    return balancers.available();
  }

  @Override
  public List<Watch<?>> watches() {
    return List.of(Watch.own(Service.class));
  }

  @Override
  public int workers() {
    return 1;
  }

  @Override
  public void stopped() {
    balancers.reset();
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Service service = services.get(key);
    if (service == null) {
      balancers.release(key);
      return Result.done();
    }
    if (wantsOne(service)) {
      return ensure(service);
    }
    if (Finalizers.has(service, FINALIZER)) {
      remove(service);
    }
    return Result.done();
  }

  private static boolean wantsOne(Service service) {
    return "LoadBalancer".equals(service.getSpec().getType())
        && service.getSpec().getLoadBalancerClass() == null
        && !Owners.isDeleting(service);
  }

  private Result ensure(Service service) {
    if (!Finalizers.has(service, FINALIZER)) {
      // What comes after would be left behind by a deletion that nothing held back.
      Finalizers.add(api, service, FINALIZER);
      return Result.done();
    }
    try {
      List<LoadBalancerIngress> ingress = balancers.ensure(service);
      if (!ingress.equals(shown(service))) {
        tell(service, EventRecorder.NORMAL, "EnsuringLoadBalancer", "Ensuring load balancer");
        show(service, ingress);
        tell(service, EventRecorder.NORMAL, "EnsuredLoadBalancer", "Ensured load balancer");
      }
      return Result.done();
    } catch (LoadBalancers.NoAddress e) {
      String why = "Error syncing load balancer: failed to ensure load balancer: " + e.getMessage();
      tell(service, EventRecorder.WARNING, "SyncLoadBalancerFailed", why);
      return Result.retry(why);
    }
  }

  private void remove(Service service) {
    tell(service, EventRecorder.NORMAL, "DeletingLoadBalancer", "Deleting load balancer");
    if (!shown(service).isEmpty()) {
      show(service, List.of());
    }
    balancers.release(ObjectKey.of(service));
    Service now = api.find(Service.class, ObjectKey.of(service));
    if (now != null) {
      Finalizers.remove(api, now, FINALIZER);
    }
    tell(service, EventRecorder.NORMAL, "DeletedLoadBalancer", "Deleted load balancer");
  }

  private static List<LoadBalancerIngress> shown(Service service) {
    return service.getStatus() == null || service.getStatus().getLoadBalancer() == null
        ? List.of()
        : service.getStatus().getLoadBalancer().getIngress();
  }

  private void show(Service service, List<LoadBalancerIngress> ingress) {
    ObjectNode patch = KubeJson.TREES.createObjectNode();
    ArrayNode list = patch.putObject("status").putObject("loadBalancer").putArray("ingress");
    ingress.forEach(each -> list.add(KubeJson.toTree(each)));
    api.patch(
        ResourceTypes.of(Service.class), ObjectKey.of(service), "status", PatchType.MERGE, patch);
  }

  private void tell(Service service, String type, String reason, String message) {
    events.event(service, type, reason, message);
  }
}
