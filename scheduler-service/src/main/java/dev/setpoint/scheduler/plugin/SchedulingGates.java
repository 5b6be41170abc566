package dev.setpoint.scheduler.plugin;

import dev.setpoint.scheduler.framework.AdmitPlugin;
import dev.setpoint.scheduler.framework.Verdict;
import dev.setpoint.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.PodSchedulingGate;
import org.springframework.stereotype.Component;

/** Holds a Pod back until its last scheduling gate is removed (KEP-3521). */
@Component
public final class SchedulingGates implements AdmitPlugin {

  @Override
  public String name() {
    return "SchedulingGates";
  }

  @Override
  public int order() {
    return 0;
  }

  @Override
  public Verdict admit(PodInfo pod) {
    var gates = pod.pod().getSpec().getSchedulingGates();
    return gates.isEmpty()
        ? Verdict.FITS
        : Verdict.unresolvable(
            "waiting for scheduling gates: ["
                + String.join(" ", gates.stream().map(PodSchedulingGate::getName).toList())
                + "]");
  }
}
