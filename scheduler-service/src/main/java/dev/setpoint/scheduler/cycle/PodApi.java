package dev.setpoint.scheduler.cycle;

import dev.setpoint.common.resource.ObjectKey;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import org.jspecify.annotations.Nullable;

/** The few things the scheduler asks of the API; each throws an ApiException when refused. */
interface PodApi {

  /** Binds the Pod of just this uid. */
  void bind(ObjectKey pod, String uid, String node);

  void setCondition(ObjectKey pod, PodCondition condition);

  /** As {@link #setCondition}, and tells which Node the Pod is promised; empty for none. */
  void setCondition(ObjectKey pod, PodCondition condition, String nominatedNode);

  /** The Pod is promised no Node any more. */
  void clearNomination(ObjectKey pod);

  /** Deletes the Pod of just this uid, with the time it asks for to end. */
  void delete(ObjectKey pod, String uid);

  @Nullable Pod read(ObjectKey pod);
}
