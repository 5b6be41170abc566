package dev.setpoint.controller.quota;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.client.Discovery;
import dev.setpoint.common.controller.Controller;
import dev.setpoint.common.controller.KeyQueue;
import dev.setpoint.common.controller.Result;
import dev.setpoint.common.controller.Watch;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.pod.PodStates;
import dev.setpoint.common.quota.QuotaUsage;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import dev.setpoint.common.resource.ResourceTypes;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.Service;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps each quota's status what its namespace uses. The API charges what is created; this gives
 * back what went, and puts right what was charged and never made.
 */
@Component
final class ResourceQuotaController implements Controller {

  private static final Duration RECOUNT = Duration.ofMinutes(5);

  /** A creation was charged already; the look that follows it need not be at once. */
  private static final Duration AFTER_CREATION = Duration.ofSeconds(1);

  private final Store<ResourceQuota> quotas;
  private final Map<ResourceType, Store<? extends HasMetadata>> ruled;
  private final CountedResources counted;
  private final ApiClient api;

  ResourceQuotaController(Informers informers, ApiClient api) {
    this.quotas = informers.informer(ResourceQuota.class).store();
    this.ruled =
        Map.of(
            ResourceTypes.of(Pod.class), informers.informer(Pod.class).store(),
            ResourceTypes.of(Service.class), informers.informer(Service.class).store(),
            ResourceTypes.of(PersistentVolumeClaim.class),
                informers.informer(PersistentVolumeClaim.class).store());
    this.counted = new CountedResources(informers, new Discovery(api), this::queueQuotas);
    this.api = api;
  }

  @Override
  public String name() {
    return "resourcequota-controller";
  }

  @Override
  public List<Watch<?>> watches() {
    return List.of(
        new Watch<>(ResourceQuota.class, this::quotaChanged),
        new Watch<>(Pod.class, this::podChanged),
        new Watch<>(Service.class, this::specChanged),
        new Watch<>(PersistentVolumeClaim.class, this::specChanged));
  }

  @Override
  public void started(KeyQueue queue) {
    counted.start(queue);
  }

  @Override
  public void stopped() {
    counted.stop();
  }

  /** Charges by the API change the status alone; they need no recount. */
  private void quotaChanged(
      @Nullable ResourceQuota before, @Nullable ResourceQuota after, KeyQueue queue) {
    if (after != null && (before == null || !before.getSpec().equals(after.getSpec()))) {
      queue.add(ObjectKey.of(after));
    }
  }

  private void podChanged(@Nullable Pod before, @Nullable Pod after, KeyQueue queue) {
    boolean less =
        before != null
            && (after == null
                || PodStates.isTerminal(before) != PodStates.isTerminal(after)
                || !Objects.equals(before.getSpec(), after.getSpec()));
    changed(before, after, less, queue);
  }

  private void specChanged(
      @Nullable HasMetadata before, @Nullable HasMetadata after, KeyQueue queue) {
    boolean less =
        before != null
            && (after == null
                || !KubeJson.toTree(before)
                    .path("spec")
                    .equals(KubeJson.toTree(after).path("spec")));
    changed(before, after, less, queue);
  }

  private void changed(
      @Nullable HasMetadata before, @Nullable HasMetadata after, boolean less, KeyQueue queue) {
    HasMetadata object = after == null ? before : after;
    if (object != null && less) {
      queueQuotas(object, queue);
    } else if (after != null && before == null) {
      for (ResourceQuota quota : quotas.list(after.getMetadata().getNamespace())) {
        queue.addAfter(ObjectKey.of(quota), AFTER_CREATION);
      }
    }
  }

  private void queueQuotas(HasMetadata object, KeyQueue queue) {
    for (ResourceQuota quota : quotas.list(object.getMetadata().getNamespace())) {
      queue.add(ObjectKey.of(quota));
    }
  }

  @Override
  public Result reconcile(ObjectKey key) {
    ResourceQuota quota = quotas.get(key);
    if (quota == null) {
      return Result.done();
    }
    Set<String> names = QuotaCount.names(quota);
    QuotaCount count = new QuotaCount(quota);
    for (ResourceType type : counted.of(names)) {
      Store<? extends HasMetadata> store = ruled.get(type);
      List<? extends HasMetadata> objects =
          store == null ? counted.list(type, key.namespace()) : store.list(key.namespace());
      if (objects == null) {
        return Result.retry("the " + type.qualifiedName() + " to count are not known yet");
      }
      count.add(QuotaUsage.of(type), objects);
    }
    ObjectNode tree = KubeJson.toTree(quota);
    ObjectNode status = count.status();
    if (!status.equals(tree.path("status"))) {
      tree.set("status", status);
      api.put(ResourceTypes.of(ResourceQuota.class), key, "status", tree);
    }
    return Result.requeueAfter(RECOUNT);
  }
}
