package dev.setpoint.controller;

import dev.setpoint.common.controller.ControllerRunner;
import dev.setpoint.common.controller.ControllerStatus;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells operators how each controller fares. */
@RestController
class ControllersEndpoint {

  private final ControllerRunner runner;
  private final Leadership leadership;

  ControllersEndpoint(ControllerRunner runner, Leadership leadership) {
    this.runner = runner;
    this.leadership = leadership;
  }

  record Controllers(boolean leader, List<ControllerStatus> controllers) {}

  @GetMapping("/controllers")
  Controllers list() {
    return new Controllers(leadership.isHeld(), runner.status());
  }
}
