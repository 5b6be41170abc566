package dev.setpoint.controller.podautoscaler;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.client.Scales;
import dev.setpoint.common.client.Scales.Scale;
import dev.setpoint.common.controller.Controller;
import dev.setpoint.common.controller.KeyQueue;
import dev.setpoint.common.controller.Result;
import dev.setpoint.common.controller.Watch;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import dev.setpoint.common.events.EventRecorder;
import dev.setpoint.common.events.EventWriter;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceTypes;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.autoscaling.v2.CrossVersionObjectReference;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Scales what autoscalers point at, each of them looked at every quarter of a minute. */
@Component
final class HorizontalController implements Controller {

  private final Store<HorizontalPodAutoscaler> autoscalers;
  private final ApiClient api;
  private final Scales scales;
  private final EventRecorder events;
  private final AutoscalerProperties properties;
  private final Clock clock;
  private final Map<ObjectKey, History> histories = new ConcurrentHashMap<>();
  private final TargetSelectors selectors = new TargetSelectors();
  private final Round.Tools tools;

  HorizontalController(
      Informers informers,
      ApiClient api,
      Metrics metrics,
      EventWriter events,
      AutoscalerProperties properties,
      Clock clock) {
    this.autoscalers = informers.informer(HorizontalPodAutoscaler.class).store();
    this.api = api;
    this.scales = new Scales(api);
    this.events = events.recorder("horizontal-pod-autoscaler");
    this.properties = properties;
    this.clock = clock;
    this.tools =
        new Round.Tools(
            informers.informer(Pod.class).store(),
            scales,
            metrics,
            this.events,
            properties,
            histories,
            selectors);
  }

  @Override
  public String name() {
    return "horizontal-pod-autoscaler-controller";
  }

  @Override
  public List<Watch<?>> watches() {
    return List.of(
        new Watch<>(HorizontalPodAutoscaler.class, HorizontalController::changed),
        new Watch<>(Pod.class, (before, after, queue) -> {}));
  }

  /** Its own writes of the status are no reason to look again. */
  private static void changed(
      @Nullable HorizontalPodAutoscaler before,
      @Nullable HorizontalPodAutoscaler after,
      KeyQueue queue) {
    HorizontalPodAutoscaler any = after == null ? before : after;
    boolean same = before != null && after != null && before.getSpec().equals(after.getSpec());
    if (any != null && !same) {
      queue.add(ObjectKey.of(any));
    }
  }

  @Override
  public void stopped() {
    histories.clear();
    selectors.clear();
  }

  @Override
  public Result reconcile(ObjectKey key) {
    HorizontalPodAutoscaler autoscaler = autoscalers.get(key);
    if (autoscaler == null) {
      histories.remove(key);
      selectors.remove(key);
      return Result.done();
    }
    AutoscalerStatus status = new AutoscalerStatus(autoscaler, clock.instant());
    try {
      Scale scale = scale(autoscaler, status);
      if (scale != null) {
        new Round(tools, autoscaler, scale, status, clock.instant()).run();
      }
    } finally {
      write(autoscaler, key, status);
    }
    return Result.requeueAfter(properties.syncPeriod());
  }

  private void write(HorizontalPodAutoscaler autoscaler, ObjectKey key, AutoscalerStatus status) {
    if (status.isChanged()) {
      api.put(ResourceTypes.of(autoscaler.getClass()), key, "status", status.tree());
    }
  }

  private void warn(HorizontalPodAutoscaler autoscaler, String reason, String message) {
    events.event(autoscaler, EventRecorder.WARNING, reason, message);
  }

  /** Null where the target can't be scaled, which is then said. */
  private @Nullable Scale scale(HorizontalPodAutoscaler autoscaler, AutoscalerStatus status) {
    CrossVersionObjectReference target = autoscaler.getSpec().getScaleTargetRef();
    String version = target.getApiVersion() == null ? "" : target.getApiVersion();
    String message;
    if (version.chars().filter(c -> c == '/').count() > 1) {
      message = "unexpected GroupVersion string: " + version;
    } else {
      try {
        String namespace = autoscaler.getMetadata().getNamespace();
        Scale scale =
            scales.get(version, target.getKind(), new ObjectKey(namespace, target.getName()));
        status.set(
            Condition.able(
                "SucceededGetScale",
                "the HPA controller was able to get the target's current scale"));
        return scale;
      } catch (ApiException e) {
        if (isOutage(e)) {
          throw e;
        }
        message = e.message();
      }
    }
    warn(autoscaler, "FailedGetScale", message);
    status.set(
        Condition.unable(
            "FailedGetScale",
            "the HPA controller was unable to get the target's current scale: " + message));
    return null;
  }

  /** The API itself was not reached: nothing that could be said of the autoscaler. */
  static boolean isOutage(ApiException e) {
    return e.reason() == StatusReason.ServiceUnavailable && e.getCause() != null;
  }
}
