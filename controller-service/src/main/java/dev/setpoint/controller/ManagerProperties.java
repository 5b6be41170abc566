package dev.setpoint.controller;

import dev.setpoint.common.controller.ControllerSelection;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which controllers run.
 *
 * @param controllers as kube-controller-manager's {@code --controllers}: {@code *,-name}
 */
@ConfigurationProperties("setpoint")
record ManagerProperties(@DefaultValue("*") List<String> controllers) {

  ControllerSelection selection() {
    return new ControllerSelection(controllers);
  }
}
