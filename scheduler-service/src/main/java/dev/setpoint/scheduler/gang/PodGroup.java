package dev.setpoint.scheduler.gang;

import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The API's PodGroup. */
@Group("scheduling.setpoint.dev")
@Version("v1")
public final class PodGroup extends CustomResource<PodGroup.Spec, PodGroup.Status>
    implements Namespaced {

  /** Pods join the group of this name in their namespace. */
  public static final String LABEL = "scheduling.setpoint.dev/pod-group";

  private static final long serialVersionUID = 1;
  private static final int DEFAULT_TIMEOUT_SECONDS = 60;

  public record Spec(int minMember, @Nullable Integer scheduleTimeoutSeconds) {}

  public record Status(
      @Nullable String phase,
      @Nullable Integer members,
      @Nullable Integer scheduled,
      @Nullable Long observedGeneration,
      @Nullable List<io.fabric8.kubernetes.api.model.Condition> conditions) {}

  @Override
  protected @Nullable Spec initSpec() {
    return null;
  }

  @Override
  protected @Nullable Status initStatus() {
    return null;
  }

  /** The group that a Pod belongs to; null if it belongs to none. */
  public static @Nullable ObjectKey of(PodInfo pod) {
    String name = pod.labels().labels().get(LABEL);
    return name == null || name.isEmpty() ? null : new ObjectKey(pod.key().namespace(), name);
  }

  int minMember() {
    return getSpec() == null ? 1 : getSpec().minMember();
  }

  Duration timeout() {
    Integer seconds = getSpec() == null ? null : getSpec().scheduleTimeoutSeconds();
    return Duration.ofSeconds(seconds == null ? DEFAULT_TIMEOUT_SECONDS : seconds);
  }

  public Instant created() {
    String created = getMetadata().getCreationTimestamp();
    return created == null ? Instant.EPOCH : Instant.parse(created);
  }
}
