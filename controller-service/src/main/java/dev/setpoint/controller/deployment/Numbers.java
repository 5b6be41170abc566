package dev.setpoint.controller.deployment;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.RollingUpdateDeployment;
import java.util.Collection;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The arithmetic of a rollout: percentages of maxSurge round up, of maxUnavailable down. */
final class Numbers {

  private Numbers() {}

  static int number(@Nullable Integer number) {
    return number == null ? 0 : number;
  }

  static int replicas(Deployment deployment) {
    Integer replicas = deployment.getSpec().getReplicas();
    return replicas == null ? 1 : replicas;
  }

  static int replicas(ReplicaSet set) {
    Integer replicas = set.getSpec().getReplicas();
    return replicas == null ? 1 : replicas;
  }

  static int actual(ReplicaSet set) {
    return set.getStatus() == null ? 0 : number(set.getStatus().getReplicas());
  }

  static int ready(ReplicaSet set) {
    return set.getStatus() == null ? 0 : number(set.getStatus().getReadyReplicas());
  }

  static int available(ReplicaSet set) {
    return set.getStatus() == null ? 0 : number(set.getStatus().getAvailableReplicas());
  }

  static int sum(Collection<ReplicaSet> sets, ToIntFunction<ReplicaSet> of) {
    return sets.stream().mapToInt(of).sum();
  }

  static boolean isRolling(Deployment deployment) {
    return deployment.getSpec().getStrategy() == null
        || !"Recreate".equals(deployment.getSpec().getStrategy().getType());
  }

  /** How many Pods there may be above the wanted number. */
  static int maxSurge(Deployment deployment) {
    return isRolling(deployment)
        ? resolve(rolling(deployment).getMaxSurge(), replicas(deployment), true)
        : 0;
  }

  /** How many of the wanted Pods may be unavailable; at least 1 if there may be no surge. */
  static int maxUnavailable(Deployment deployment) {
    int replicas = replicas(deployment);
    if (!isRolling(deployment) || replicas == 0) {
      return 0;
    }
    int unavailable = resolve(rolling(deployment).getMaxUnavailable(), replicas, false);
    if (unavailable == 0 && maxSurge(deployment) == 0) {
      unavailable = 1;
    }
    return Math.min(unavailable, replicas);
  }

  private static RollingUpdateDeployment rolling(Deployment deployment) {
    RollingUpdateDeployment rolling =
        deployment.getSpec().getStrategy() == null
            ? null
            : deployment.getSpec().getStrategy().getRollingUpdate();
    return rolling == null
        ? new RollingUpdateDeployment(new IntOrString("25%"), new IntOrString("25%"))
        : rolling;
  }

  private static int resolve(@Nullable IntOrString value, int of, boolean up) {
    if (value == null) {
      return 0;
    }
    Integer number = value.getIntVal();
    if (number != null) {
      return number;
    }
    String text = String.valueOf(value.getStrVal());
    long percent = Long.parseLong(text.endsWith("%") ? text.substring(0, text.length() - 1) : text);
    return (int) (up ? Math.ceilDiv(percent * of, 100) : Math.floorDiv(percent * of, 100));
  }
}
