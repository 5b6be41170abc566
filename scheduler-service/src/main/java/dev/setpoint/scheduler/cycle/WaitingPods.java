package dev.setpoint.scheduler.cycle;

import dev.setpoint.scheduler.framework.PermitPlugin;
import dev.setpoint.scheduler.framework.PermitPlugin.Permission;
import dev.setpoint.scheduler.framework.Verdict;
import dev.setpoint.scheduler.snapshot.PodInfo;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Pods that have a Node and room on it, but wait for a plugin's permission to be bound. */
final class WaitingPods implements PermitPlugin.Waiting {

  private static final class Held {
    final Set<String> plugins = new HashSet<>();
    long deadline = Long.MAX_VALUE;
    Verdict denied = Verdict.FITS;
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, Held> held = new HashMap<>();

  /** Asks the plugins; a Pod that has to wait is held from now on, so that no word gets lost. */
  Verdict permit(PodInfo pod, String node, List<PermitPlugin> plugins) {
    lock.lock();
    try {
      Held wait = new Held();
      held.put(pod.uid(), wait);
      for (PermitPlugin plugin : plugins) {
        switch (plugin.permit(pod, node)) {
          case Permission.Allow allow -> {}
          case Permission.Deny(Verdict verdict) -> {
            held.remove(pod.uid());
            return verdict;
          }
          case Permission.Wait(Duration atMost) -> {
            wait.plugins.add(plugin.name());
            wait.deadline =
                Math.min(wait.deadline, System.nanoTime() / 1_000_000 + atMost.toMillis());
          }
        }
      }
      if (wait.plugins.isEmpty()) {
        held.remove(pod.uid());
      }
      return Verdict.FITS;
    } finally {
      lock.unlock();
    }
  }

  /** Whether a Pod was told to wait, be it that it may go on by now. */
  boolean holds(PodInfo pod) {
    lock.lock();
    try {
      return held.containsKey(pod.uid());
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the permissions that are still missing. */
  Verdict await(PodInfo pod) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      Held wait = held.get(pod.uid());
      while (wait != null && !wait.plugins.isEmpty() && wait.denied instanceof Verdict.Fits) {
        long left = wait.deadline - System.nanoTime() / 1_000_000;
        if (left <= 0) {
          return Verdict.unschedulable("pod timed out while waiting for permission");
        }
        if (!changed.await(left, TimeUnit.MILLISECONDS)) {
          continue;
        }
      }
      return wait == null ? Verdict.FITS : wait.denied;
    } finally {
      held.remove(pod.uid());
      lock.unlock();
    }
  }

  /** Denies a Pod that is held here; false if it is not. */
  boolean denyHeld(String podUid, String reason) {
    lock.lock();
    try {
      Held wait = held.get(podUid);
      if (wait == null || wait.plugins.isEmpty()) {
        return false;
      }
      wait.denied = Verdict.unschedulable(reason);
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void allow(String podUid, String plugin) {
    lock.lock();
    try {
      Held wait = held.get(podUid);
      if (wait != null && wait.plugins.remove(plugin)) {
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void deny(String podUid, String plugin, String reason) {
    denyHeld(podUid, reason);
  }
}
