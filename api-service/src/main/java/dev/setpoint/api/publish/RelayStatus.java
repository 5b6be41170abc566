package dev.setpoint.api.publish;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.stereotype.Component;

/** How far the relay of this replica is, for metrics and health. */
@Component
class RelayStatus {

  private final Clock clock;
  private boolean leading;
  private boolean kafkaReachable = true;
  private long committed;
  private long published;
  private long behindSince;

  RelayStatus(Clock clock, MeterRegistry metrics) {
    this.clock = clock;
    metrics.gauge("setpoint_relay_leading", this, s -> s.leading() ? 1 : 0);
    metrics.gauge("setpoint_relay_lag_revisions", this, RelayStatus::lagRevisions);
    metrics.gauge("setpoint_relay_lag_seconds", this, RelayStatus::lagSeconds);
  }

  synchronized void leading(boolean now) {
    leading = now;
  }

  synchronized boolean leading() {
    return leading;
  }

  synchronized void committed(long revision) {
    if (committed <= published && revision > published) {
      behindSince = clock.millis();
    }
    committed = Math.max(committed, revision);
  }

  synchronized void published(long revision) {
    published = Math.max(published, revision);
    behindSince = clock.millis();
  }

  /** Yields whether that is news. */
  synchronized boolean kafkaReachable(boolean now) {
    boolean changed = kafkaReachable != now;
    kafkaReachable = now;
    return changed;
  }

  synchronized boolean kafkaReachable() {
    return kafkaReachable;
  }

  /** Only the relay itself knows; other replicas tell 0. */
  synchronized long lagRevisions() {
    return leading ? Math.max(0, committed - published) : 0;
  }

  /** Since when nothing was published although there was something. */
  synchronized double lagSeconds() {
    return lagRevisions() == 0 ? 0 : (clock.millis() - behindSince) / 1000.0;
  }
}
