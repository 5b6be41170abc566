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

  @Nullable Pod read(ObjectKey pod);
}
