package dev.setpoint.scheduler.cycle;

import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.scheduler.framework.PermitPlugin;
import dev.setpoint.scheduler.framework.PluginSet;
import dev.setpoint.scheduler.gang.Gang;
import dev.setpoint.scheduler.gang.GangBook;
import dev.setpoint.scheduler.gang.GangPlan;
import dev.setpoint.scheduler.gang.GangPlanner;
import dev.setpoint.scheduler.gang.GangScheduling;
import dev.setpoint.scheduler.snapshot.ClusterCache;
import dev.setpoint.scheduler.snapshot.ClusterSnapshot;
import dev.setpoint.scheduler.snapshot.PodInfo;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides about gangs as a whole before their Pods are looked at one by one. Each Pod of a gang
 * that fits is promised its Node at once, so that nothing of no higher priority comes between them.
 */
final class Gangs {

  /** An answer that holds for every Pod of a gang as long as nothing changes. */
  private record Answer(
      ObjectKey gang, long version, ClusterSnapshot snapshot, GangPlan.NotYet refusal) {}

  private final GangBook book;
  private final GangPlanner planner;
  private final @Nullable GangScheduling plugin;
  private final Preemptor preemptor;
  private final ClusterCache cache;
  private final SchedulingQueue queue;
  private @Nullable Answer latest;

  Gangs(
      GangBook book,
      GangPlanner planner,
      PluginSet plugins,
      Preemptor preemptor,
      ClusterCache cache,
      SchedulingQueue queue) {
    this.book = book;
    this.planner = planner;
    this.plugin =
        plugins.of(PermitPlugin.class).stream()
            .filter(GangScheduling.class::isInstance)
            .map(GangScheduling.class::cast)
            .findFirst()
            .orElse(null);
    this.preemptor = preemptor;
    this.cache = cache;
    this.queue = queue;
  }

  /** Why a Pod may not be placed now for the sake of its gang; null if it may. */
  GangPlan.@Nullable NotYet objection(PodInfo pod, ClusterSnapshot snapshot) {
    Gang gang = plugin == null ? null : book.of(pod);
    if (gang == null) {
      return null;
    }
    if (latest != null
        && latest.gang().equals(gang.name())
        && latest.version() == gang.version()
        && latest.snapshot() == snapshot) {
      return latest.refusal();
    }
    return switch (planner.plan(gang, snapshot, preemptor.budgets(), preemptor::beingEvicted)) {
      case GangPlan.Alone alone -> null;
      case GangPlan.Together together -> {
        promise(gang, together);
        yield null;
      }
      case GangPlan.NotYet refusal -> {
        gang.pending().forEach(member -> cache.withdraw(member.uid()));
        latest = new Answer(gang.name(), gang.version(), cache.snapshot(), refusal);
        book.waits(gang.name(), refusal.why());
        yield refusal;
      }
    };
  }

  private void promise(Gang gang, GangPlan.Together together) {
    together.places().forEach(cache::nominate);
    together.evictions().forEach((pod, victims) -> preemptor.evict(pod, victims));
    queue.activate(together.places().keySet().stream().map(PodInfo::uid).toList());
    book.waits(gang.name(), "");
  }

  /** A Pod fits nowhere, after all: its gang may have to give up what it holds. */
  void unfit(PodInfo pod, String why) {
    if (plugin != null && cache.nominatedNode(pod.uid()) == null) {
      plugin.collapse(pod, why);
    }
  }

  /** Which gang a Pod is queued with and since when; a Pod of none is queued for itself. */
  static Function<PodInfo, QueuedPod.@Nullable Rank> ranks(GangBook book) {
    return pod -> {
      Gang gang = book.of(pod);
      return gang == null || gang.group() == null
          ? null
          : new QueuedPod.Rank(gang.group().created(), gang.name().toString());
    };
  }
}
