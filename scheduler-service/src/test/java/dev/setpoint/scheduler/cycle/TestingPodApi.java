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
import java.util.function.UnaryOperator;
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
  final List<String> deleted = new CopyOnWriteArrayList<>();
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
    change(key, b -> b.editStatus().withConditions(condition).endStatus());
    conditions.add(new Written(key, condition));
  }

  @Override
  public void setCondition(ObjectKey key, PodCondition condition, String nominatedNode) {
    change(key, b -> nominate(b, nominatedNode.isEmpty() ? null : nominatedNode));
    setCondition(key, condition);
  }

  @Override
  public void clearNomination(ObjectKey key) {
    change(key, b -> nominate(b, null));
  }

  private static PodBuilder nominate(PodBuilder pod, @Nullable String node) {
    return pod.editStatus().withNominatedNodeName(node).endStatus();
  }

  private void change(ObjectKey key, UnaryOperator<PodBuilder> change) {
    pods.computeIfPresent(key, (k, pod) -> change.apply(new PodBuilder(pod)).build());
  }

  @Override
  public synchronized void delete(ObjectKey key, String uid) {
    if (mishaps.poll() == Mishap.REFUSED) {
      throw ApiException.internal("out of order");
    }
    deleted.add(key.name());
    change(key, b -> b.editMetadata().withDeletionTimestamp("2026-01-01T00:00:30Z").endMetadata());
  }

  @Override
  public @Nullable Pod read(ObjectKey key) {
    return pods.get(key);
  }
}
