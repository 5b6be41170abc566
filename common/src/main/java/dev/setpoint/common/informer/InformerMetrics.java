package dev.setpoint.common.informer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** Shows for each type how far its cache is behind, whether it is filled and what it holds. */
public final class InformerMetrics implements MeterBinder, AutoCloseable {

  private static final Duration REFRESH = Duration.ofSeconds(10);

  private final Informers informers;
  private final ScheduledExecutorService refresher =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofVirtual().name("informer-metrics").factory());

  public InformerMetrics(Informers informers) {
    this.informers = informers;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    MultiGauge lag = gauge(registry, "setpoint_informer_lag_seconds");
    MultiGauge synced = gauge(registry, "setpoint_informer_synced");
    MultiGauge objects = gauge(registry, "setpoint_informer_objects");
    MultiGauge lists = gauge(registry, "setpoint_informer_lists");
    refresher.scheduleWithFixedDelay(
        () -> {
          List<InformerState> states = informers.states();
          lag.register(rows(states, InformerState::lagSeconds), true);
          synced.register(rows(states, s -> s.synced() ? 1 : 0), true);
          objects.register(rows(states, InformerState::objects), true);
          lists.register(rows(states, InformerState::lists), true);
        },
        0,
        REFRESH.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private static MultiGauge gauge(MeterRegistry registry, String name) {
    return MultiGauge.builder(name).register(registry);
  }

  private static List<MultiGauge.Row<?>> rows(
      List<InformerState> states, ToDoubleFunction<InformerState> value) {
    return states.stream()
        .<MultiGauge.Row<?>>map(
            s ->
                MultiGauge.Row.of(
                    Tags.of("resource", s.type().qualifiedName()), value.applyAsDouble(s)))
        .toList();
  }

  @Override
  public void close() {
    refresher.shutdownNow();
  }
}
