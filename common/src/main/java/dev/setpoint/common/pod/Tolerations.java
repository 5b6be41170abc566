package dev.setpoint.common.pod;

import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which taints are borne. */
public final class Tolerations {

  private Tolerations() {}

  /** Counts through the lists: schedulers ask for each Pod on each node. */
  public static boolean tolerate(List<Toleration> tolerations, Taint taint) {
    for (int i = 0; i < tolerations.size(); i++) {
      if (tolerates(tolerations.get(i), taint)) {
        return true;
      }
    }
    return false;
  }

  /** The first taint that is not tolerated; null if all are. */
  public static @Nullable Taint untolerated(List<Toleration> tolerations, List<Taint> taints) {
    for (int i = 0; i < taints.size(); i++) {
      if (!tolerate(tolerations, taints.get(i))) {
        return taints.get(i);
      }
    }
    return null;
  }

  /** An empty effect bears every effect; an empty key with Exists bears every taint. */
  public static boolean tolerates(Toleration toleration, Taint taint) {
    String effect = text(toleration.getEffect());
    String key = text(toleration.getKey());
    if (!effect.isEmpty() && !effect.equals(taint.getEffect())) {
      return false;
    }
    if (!key.isEmpty() && !key.equals(taint.getKey())) {
      return false;
    }
    return switch (text(toleration.getOperator())) {
      case "", "Equal" -> text(toleration.getValue()).equals(text(taint.getValue()));
      case "Exists" -> true;
      default -> false;
    };
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
