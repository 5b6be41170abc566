package dev.setpoint.scheduler.cycle;

import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.scheduler.framework.BindPlugin;
import dev.setpoint.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Posts the binding. When the answer is not a plain yes, the Pod itself is asked: a lost answer, a
 * lost race and a refusal look alike from here, and taking a bound Pod for an unbound one would
 * count its room as free.
 */
@Component
final class DefaultBinder implements BindPlugin {

  private static final Logger log = LoggerFactory.getLogger(DefaultBinder.class);
  private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

  private final PodApi api;

  DefaultBinder(PodApi api) {
    this.api = api;
  }

  @Override
  public String name() {
    return "DefaultBinder";
  }

  @Override
  public int order() {
    return 1000;
  }

  @Override
  public Result bind(PodInfo pod, String node) throws InterruptedException {
    try {
      api.bind(pod.key(), pod.uid(), node);
      return new Result.Bound();
    } catch (ApiException e) {
      return afterRefusal(pod, node, e);
    }
  }

  private Result afterRefusal(PodInfo pod, String node, ApiException refusal)
      throws InterruptedException {
    Pod now = readUntilAnswered(pod.key());
    if (now == null || !pod.uid().equals(PodInfo.uidOf(now))) {
      return new Result.Obsolete("the Pod is gone");
    }
    String actual = now.getSpec().getNodeName();
    if (actual != null && !actual.isEmpty()) {
      return actual.equals(node)
          ? new Result.Bound()
          : new Result.Obsolete("it is bound to " + actual + " already");
    }
    return now.getMetadata().getDeletionTimestamp() != null
        ? new Result.Obsolete("the Pod is being deleted")
        : new Result.Failed(refusal.message());
  }

  private @org.jspecify.annotations.Nullable Pod readUntilAnswered(ObjectKey key)
      throws InterruptedException {
    while (true) {
      try {
        return api.read(key);
      } catch (ApiException e) {
        log.info("Cannot tell whether {} is bound, asking again: {}", key, e.message());
        Thread.sleep(ASK_AGAIN);
      }
    }
  }
}
