package dev.setpoint.common.controller;

import dev.setpoint.common.resource.ObjectKey;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a controller did that its cache does not show yet. While anything is outstanding for a key,
 * the controller must not create or delete for it again, or it would do so twice.
 *
 * <p>Names and uids rather than counts are kept, so that an object which appears for another reason
 * fulfils nothing. An expectation that is not met within five minutes is dropped.
 */
public final class Expectations {

  private static final long PATIENCE = Duration.ofMinutes(5).toNanos();

  private final LongSupplier nanos;
  private final Map<ObjectKey, Outstanding> outstanding = new HashMap<>();

  private static final class Outstanding {
    final Set<String> creations = new HashSet<>();
    final Set<String> deletions = new HashSet<>();
    long since;

    boolean met() {
      return creations.isEmpty() && deletions.isEmpty();
    }
  }

  public Expectations() {
    this(System::nanoTime);
  }

  public Expectations(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Call before creating, so that the cache cannot be faster. */
  public synchronized void expectCreation(ObjectKey owner, String name) {
    of(owner).creations.add(name);
  }

  public synchronized void expectDeletions(ObjectKey owner, Collection<String> uids) {
    of(owner).deletions.addAll(uids);
  }

  /** The cache shows the object, or it is certain that it was not created. */
  public synchronized void creationSettled(ObjectKey owner, String name) {
    settle(owner, outstanding.get(owner), name, null);
  }

  /** The cache shows the object gone or going, or it is certain that it was not deleted. */
  public synchronized void deletionSettled(ObjectKey owner, String uid) {
    settle(owner, outstanding.get(owner), null, uid);
  }

  /** Whether the cache can be trusted for this key. */
  public synchronized boolean satisfied(ObjectKey owner) {
    Outstanding of = outstanding.get(owner);
    if (of == null) {
      return true;
    }
    if (nanos.getAsLong() - of.since > PATIENCE) {
      outstanding.remove(owner);
      return true;
    }
    return false;
  }

  /** Forgets a key whose object is gone. */
  public synchronized void forget(ObjectKey owner) {
    outstanding.remove(owner);
  }

  public synchronized void clear() {
    outstanding.clear();
  }

  private Outstanding of(ObjectKey owner) {
    Outstanding of = outstanding.computeIfAbsent(owner, o -> new Outstanding());
    of.since = nanos.getAsLong();
    return of;
  }

  private void settle(
      ObjectKey owner, @Nullable Outstanding of, @Nullable String name, @Nullable String uid) {
    if (of != null) {
      of.creations.remove(name);
      of.deletions.remove(uid);
      if (of.met()) {
        outstanding.remove(owner);
      }
    }
  }
}
