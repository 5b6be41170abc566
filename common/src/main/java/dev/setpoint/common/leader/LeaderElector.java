package dev.setpoint.common.leader;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import dev.setpoint.common.resource.ObjectKey;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a Lease as long as it can renew it, by the rules of client-go's leaderelection.
 *
 * <p>Others may take the Lease 15 s after the last renewal they saw. {@link #isLeader()} turns
 * false 10 s after the last renewal was <em>sent</em>, by the monotonic clock and without any
 * thread having to run: so a leader that was paused finds itself fenced before a successor can have
 * acted, with 5 s for requests that were under way.
 */
public final class LeaderElector implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LeaderElector.class);

  private final ApiClient api;
  private final ObjectKey key;
  private final String identity;
  private final Timing timing;
  private final Clock clock;
  private final LongSupplier nanos;
  private final Runnable onStart;
  private final Runnable onStop;
  private volatile boolean leading;
  private volatile long validUntil;
  private volatile boolean closed;
  private @Nullable Thread thread;

  /** The Lease as last seen, and when by our own clock it last changed: other clocks differ. */
  private @Nullable Lease observed;

  private long observedAt;

  /** How long a Lease holds, how long a leader tries to renew it, and how often. */
  public record Timing(Duration lease, Duration renew, Duration retry) {
    public static final Timing DEFAULT =
        new Timing(Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2));

    public Timing {
      if (lease.compareTo(renew) <= 0 || renew.compareTo(retry) <= 0) {
        throw new IllegalArgumentException("lease > renew > retry is required");
      }
    }
  }

  /**
   * @param onStart runs on the elector's thread when leadership begins, and must return soon
   * @param onStop the same when it ends, however it ends
   */
  public LeaderElector(
      ApiClient api, ObjectKey lease, String identity, Runnable onStart, Runnable onStop) {
    this(
        api, lease, identity, Timing.DEFAULT, Clock.systemUTC(), System::nanoTime, onStart, onStop);
  }

  public LeaderElector(
      ApiClient api,
      ObjectKey lease,
      String identity,
      Timing timing,
      Clock clock,
      LongSupplier nanos,
      Runnable onStart,
      Runnable onStop) {
    this.api = api;
    this.key = lease;
    this.identity = identity;
    this.timing = timing;
    this.clock = clock;
    this.nanos = nanos;
    this.onStart = onStart;
    this.onStop = onStop;
  }

  public synchronized void start() {
    if (thread == null) {
      thread = Thread.ofVirtual().name("leader-" + key.name()).start(this::run);
    }
  }

  /** Whether writes may be made now; ask before every one. */
  public boolean isLeader() {
    return leading && nanos.getAsLong() - validUntil < 0;
  }

  private void run() {
    try {
      while (!closed) {
        // What was just renewed holds for several tries more.
        Thread.sleep(tryOnce() ? timing.retry().multipliedBy(2) : timing.retry());
      }
    } catch (InterruptedException e) {
      log.debug("The election for {} ends", key);
    } finally {
      Thread.interrupted(); // releasing the Lease is one more request
      lead(false);
      release();
    }
  }

  /**
   * One attempt to take or renew the Lease; package-private so that tests can step it.
   *
   * @return whether the Lease was taken or renewed
   */
  boolean tryOnce() {
    long sent = nanos.getAsLong();
    boolean held = false;
    try {
      held = takeOrRenew();
    } catch (ApiException e) {
      log.info("Lease {} could not be held: {}", key, e.message());
    }
    if (held) {
      validUntil = sent + timing.renew().toNanos();
      lead(true);
    } else if (leading && (!isLeader() || heldByOther())) {
      lead(false);
    }
    return held;
  }

  private boolean heldByOther() {
    return observed != null && !identity.equals(holder(observed));
  }

  private void lead(boolean now) {
    if (leading == now) {
      return;
    }
    leading = now;
    log.info(now ? "{} leads by lease {}" : "{} no longer leads by lease {}", identity, key);
    (now ? onStart : onStop).run();
  }

  private boolean takeOrRenew() {
    ZonedDateTime now = clock.instant().atZone(ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS);
    Lease known = observed;
    if (leading && known != null && identity.equals(holder(known)) && renew(known, now)) {
      return true;
    }
    Lease current = api.find(Lease.class, key);
    if (current == null) {
      LeaseBuilder lease =
          new LeaseBuilder()
              .withNewMetadata()
              .withNamespace(key.namespace())
              .withName(key.name())
              .endMetadata()
              .withSpec(spec(now, now, 0));
      return wrote(() -> api.create(lease.build()));
    }
    if (observed == null || !Objects.equals(observed.getSpec(), current.getSpec())) {
      observed = current;
      observedAt = nanos.getAsLong();
    }
    LeaseSpec before = current.getSpec() == null ? new LeaseSpec() : current.getSpec();
    String holder = holder(current);
    boolean mine = identity.equals(holder);
    if (!mine && !holder.isEmpty()) {
      Integer seconds = before.getLeaseDurationSeconds();
      long lasts = seconds == null ? timing.lease().toNanos() : seconds * 1_000_000_000L;
      if (nanos.getAsLong() - observedAt < lasts) {
        return false;
      }
    }
    return mine ? renew(current, now) : take(current, now);
  }

  /** By the state last seen, so that a renewal is one request; a conflict asks for the newest. */
  private boolean renew(Lease mine, ZonedDateTime now) {
    LeaseSpec before = mine.getSpec() == null ? new LeaseSpec() : mine.getSpec();
    ZonedDateTime acquired = before.getAcquireTime() == null ? now : before.getAcquireTime();
    return replace(mine, spec(acquired, now, transitions(before)));
  }

  private boolean take(Lease others, ZonedDateTime now) {
    LeaseSpec before = others.getSpec() == null ? new LeaseSpec() : others.getSpec();
    return replace(others, spec(now, now, transitions(before) + 1));
  }

  private static int transitions(LeaseSpec spec) {
    return spec.getLeaseTransitions() == null ? 0 : spec.getLeaseTransitions();
  }

  private boolean replace(Lease before, LeaseSpec spec) {
    return wrote(() -> api.update(new LeaseBuilder(before).withSpec(spec).build()));
  }

  private interface Write {
    Lease send();
  }

  /** A conflict means that another was first, or deleted it: an answer and no failure. */
  private boolean wrote(Write write) {
    try {
      observed = write.send();
      observedAt = nanos.getAsLong();
      return true;
    } catch (ApiException e) {
      if (e.reason() == StatusReason.Conflict
          || e.reason() == StatusReason.AlreadyExists
          || e.reason() == StatusReason.NotFound) {
        return false;
      }
      throw e;
    }
  }

  private LeaseSpec spec(ZonedDateTime acquired, ZonedDateTime renewed, int transitions) {
    LeaseSpec spec = new LeaseSpec();
    spec.setHolderIdentity(identity);
    spec.setLeaseDurationSeconds((int) timing.lease().toSeconds());
    spec.setAcquireTime(acquired);
    spec.setRenewTime(renewed);
    spec.setLeaseTransitions(transitions);
    return spec;
  }

  private static String holder(Lease lease) {
    LeaseSpec spec = lease.getSpec();
    return spec == null || spec.getHolderIdentity() == null ? "" : spec.getHolderIdentity();
  }

  /** Lets a successor start at once. */
  private void release() {
    Lease held = observed;
    if (held == null || !identity.equals(holder(held))) {
      return;
    }
    ZonedDateTime now = clock.instant().atZone(ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS);
    LeaseSpec spec =
        spec(now, now, Objects.requireNonNullElse(held.getSpec().getLeaseTransitions(), 0));
    spec.setHolderIdentity("");
    spec.setLeaseDurationSeconds(1);
    try {
      api.update(new LeaseBuilder(held).withSpec(spec).build());
    } catch (ApiException e) {
      log.info("Lease {} was not released, it will run out: {}", key, e.message());
    }
  }

  /** Stops acting, then gives the Lease up. */
  @Override
  public void close() {
    closed = true;
    Thread running;
    synchronized (this) {
      running = thread;
    }
    if (running != null) {
      running.interrupt();
      try {
        running.join(Duration.ofSeconds(5));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
