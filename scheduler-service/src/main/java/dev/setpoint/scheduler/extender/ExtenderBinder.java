package dev.setpoint.scheduler.extender;

import dev.setpoint.scheduler.framework.BindPlugin;
import dev.setpoint.scheduler.framework.Extender;
import dev.setpoint.scheduler.framework.Extenders;
import dev.setpoint.scheduler.snapshot.PodInfo;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Leaves binding to the extender that wants to do it. */
@Component
final class ExtenderBinder implements BindPlugin {

  private final Extenders extenders;

  ExtenderBinder(Extenders extenders) {
    this.extenders = extenders;
  }

  @Override
  public String name() {
    return "ExtenderBinder";
  }

  @Override
  public int order() {
    return 900;
  }

  @Override
  public Result bind(PodInfo pod, String node) {
    Optional<Extender> binder = extenders.binder(pod);
    if (binder.isEmpty()) {
      return new Result.Skip();
    }
    try {
      binder.get().bind(pod, node);
      return new Result.Bound();
    } catch (IllegalStateException e) {
      return new Result.Failed(String.valueOf(e.getMessage()));
    }
  }
}
