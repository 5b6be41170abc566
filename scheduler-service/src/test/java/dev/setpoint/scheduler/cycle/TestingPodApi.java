package dev.setpoint.scheduler.cycle;

import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceTypes;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** An API in memory that can be told to refuse, or to do its work and lose the answer. */
final class TestingPodApi implements PodApi {

  enum Mishap {
    REFUSED,
    ANSWER_LOST
  }

  record Written(ObjectKey pod, PodCondition condition) {}

  final Map<ObjectKey, Pod> pods = new ConcurrentHashMap<>();
  final List<Written> conditions = new CopyOnWriteArrayList<>();
  final List<String> bindings = new CopyOnWriteArrayList<>();
  private final Deque<Mishap> mishaps = new ArrayDeque<>();

  synchronized void next(Mishap mishap) {
    mishaps.add(mishap);
  }

  @Override
  public synchronized void bind(ObjectKey key, String uid, String node) {
    Mishap mishap = mishaps.poll();
    if (mishap == Mishap.REFUSED) {
      throw ApiException.internal("out of order");
    }
    Pod pod = pods.get(key);
    if (pod == null) {
      throw ApiException.notFound(ResourceTypes.of(Pod.class), key.name());
    }
    String bound = pod.getSpec().getNodeName();
    if (bound != null) {
      throw ApiException.conflict(
          ResourceTypes.of(Pod.class), key.name(), "already assigned to node \"" + bound + "\"");
    }
    pods.put(key, new PodBuilder(pod).editSpec().withNodeName(node).endSpec().build());
    bindings.add(key.name() + "->" + node);
    if (mishap == Mishap.ANSWER_LOST) {
      throw ApiException.unavailable("connection reset");
    }
  }

  @Override
  public void setCondition(ObjectKey key, PodCondition condition) {
    pods.computeIfPresent(
        key,
        (k, pod) -> new PodBuilder(pod).editStatus().withConditions(condition).endStatus().build());
    conditions.add(new Written(key, condition));
  }

  @Override
  public @Nullable Pod read(ObjectKey key) {
    return pods.get(key);
  }
}
