package dev.setpoint.agent.probe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import org.jspecify.annotations.Nullable;

/** Ports that may be given by a container port's name. */
public final class Ports {

  private Ports() {}

  public static @Nullable Integer resolve(IntOrString port, Container container) {
    if (port.getIntVal() != null) {
      return port.getIntVal();
    }
    String name = port.getStrVal();
    if (container.getPorts() != null) {
      for (ContainerPort candidate : container.getPorts()) {
        if (name.equals(candidate.getName())) {
          return candidate.getContainerPort();
        }
      }
    }
    return name.chars().allMatch(Character::isDigit) ? Integer.valueOf(name) : null;
  }
}
