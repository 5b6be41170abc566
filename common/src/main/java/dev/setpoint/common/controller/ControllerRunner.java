package dev.setpoint.common.controller;

import dev.setpoint.common.informer.Informers;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the service's controllers while it leads. */
public final class ControllerRunner {

  private static final Logger log = LoggerFactory.getLogger(ControllerRunner.class);

  private final List<RunningController> enabled = new ArrayList<>();
  private final List<String> disabled = new ArrayList<>();

  /** Throws IllegalArgumentException where two controllers share a name or a rule names none. */
  public ControllerRunner(
      List<Controller> controllers,
      ControllerSelection selection,
      Informers informers,
      MeterRegistry metrics,
      Clock clock) {
    Set<String> names = new HashSet<>();
    for (Controller controller : controllers) {
      if (!names.add(controller.name())) {
        throw new IllegalArgumentException("two controllers are named " + controller.name());
      }
      if (selection.enabled(controller.name(), controller.runsByDefault())) {
        controller.watches().forEach(watch -> watch.informer(informers));
        enabled.add(new RunningController(controller, informers, metrics, clock));
      } else {
        disabled.add(controller.name());
      }
    }
    if (!selection.unknown(names).isEmpty()) {
      throw new IllegalArgumentException(
          "no such controllers: " + selection.unknown(names) + "; there are " + names);
    }
  }

  /** Leadership begins. */
  public synchronized void start() {
    log.info("Starting {} controllers; disabled: {}", enabled.size(), disabled);
    enabled.forEach(RunningController::start);
  }

  /** Leadership is over; returns when no worker acts any more. */
  public synchronized void stop() {
    enabled.forEach(RunningController::signalStop);
    enabled.forEach(RunningController::awaitStop);
  }

  public List<ControllerStatus> status() {
    List<ControllerStatus> all = new ArrayList<>();
    enabled.forEach(controller -> all.add(controller.status()));
    for (String name : disabled) {
      all.add(new ControllerStatus(name, "disabled", 0, 0, 0, 0, 0, ""));
    }
    all.sort(java.util.Comparator.comparing(ControllerStatus::name));
    return all;
  }
}
