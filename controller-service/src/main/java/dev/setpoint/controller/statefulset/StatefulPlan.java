package dev.setpoint.controller.statefulset;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import java.util.List;

/** What a StatefulSet needs, in this order, and what its status is to say after that. */
record StatefulPlan(List<Step> steps, StatefulSetStatus status) {

  /** One thing to do. */
  sealed interface Step {
    /**
     * Make the Pod of an ordinal, and its claims.
     *
     * @param updated whether of the new template, or of the one before
     */
    record Create(int ordinal, boolean updated) implements Step {}

    record Delete(Pod pod) implements Step {}

    /** See to it that the Pod has its identity and its claims. */
    record Mend(Pod pod) implements Step {}
  }
}
