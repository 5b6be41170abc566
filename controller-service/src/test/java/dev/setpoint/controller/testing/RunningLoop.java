package dev.setpoint.controller.testing;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.controller.Controller;
import dev.setpoint.common.controller.ControllerRunner;
import dev.setpoint.common.controller.ControllerSelection;
import dev.setpoint.common.events.EventWriter;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.WatchInformers;
import dev.setpoint.common.testing.FakeApi;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** A controller as it runs, with caches and events of its own, on an API that a test holds. */
public final class RunningLoop implements AutoCloseable {

  /** Makes the controller. */
  public interface Factory {
    Controller create(Informers informers, ApiClient api, EventWriter events);
  }

  private final WatchInformers informers;
  private final EventWriter events;
  private final ControllerRunner runner;

  public RunningLoop(FakeApi api, Factory factory) {
    informers = new WatchInformers(api.client(), Map.of());
    events = new EventWriter(api.client(), "", Clock.systemUTC());
    runner =
        new ControllerRunner(
            List.of(factory.create(informers, api.client(), events)),
            ControllerSelection.ALL,
            informers,
            new SimpleMeterRegistry(),
            Clock.systemUTC());
    informers.start();
    runner.start();
  }

  /** As when another replica led for a moment. */
  public void restart() {
    runner.stop();
    runner.start();
  }

  @Override
  public void close() {
    runner.stop();
    events.close();
    informers.close();
  }
}
