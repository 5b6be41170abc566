package dev.setpoint.common.pod;

import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Which taints are borne. */
public final class Tolerations {

  private Tolerations() {}

  public static boolean tolerate(Collection<Toleration> tolerations, Taint taint) {
    return tolerations.stream().anyMatch(toleration -> tolerates(toleration, taint));
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
