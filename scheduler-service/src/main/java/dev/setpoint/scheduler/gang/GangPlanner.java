package dev.setpoint.scheduler.gang;

import dev.setpoint.scheduler.framework.Decider;
import dev.setpoint.scheduler.framework.Decision;
import dev.setpoint.scheduler.framework.Diagnosis;
import dev.setpoint.scheduler.framework.Trial;
import dev.setpoint.scheduler.preemption.Budgets;
import dev.setpoint.scheduler.preemption.Candidate;
import dev.setpoint.scheduler.preemption.Preemption;
import dev.setpoint.scheduler.preemption.PreemptionPlanner;
import dev.setpoint.scheduler.snapshot.ClusterSnapshot;
import dev.setpoint.scheduler.snapshot.PodInfo;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds places for a whole gang before the first of it takes one. Since a gang that doesn't fit as
 * a whole reserves nothing, two gangs never hold what the other needs.
 */
public final class GangPlanner {

  private static final GangPlan ALONE = new GangPlan.Alone();

  private final Decider decider;
  private final PreemptionPlanner preemption;

  public GangPlanner(Decider decider, PreemptionPlanner preemption) {
    this.decider = decider;
    this.preemption = preemption;
  }

  public GangPlan plan(
      @Nullable Gang gang, ClusterSnapshot snapshot, Budgets budgets, Predicate<PodInfo> evicted) {
    if (gang == null) {
      return ALONE;
    }
    if (gang.group() == null) {
      return GangPlan.notYet("pod group \"%s\" not found".formatted(gang.name().name()));
    }
    if (promised(gang, snapshot) >= gang.missing()) {
      return ALONE;
    }
    if (gang.pending().size() < gang.missing()) {
      return GangPlan.notYet(
          "pod group \"%s\" has %d of the %d pods that start together"
              .formatted(gang.name().name(), gang.members(), gang.group().minMember()));
    }
    GangPlan plan = new Attempt(gang, snapshot, budgets, evicted).withRoomThereIs();
    if (plan instanceof GangPlan.NotYet) {
      GangPlan evicting = new Attempt(gang, snapshot, budgets, evicted).withRoomMade();
      return evicting instanceof GangPlan.Together ? evicting : plan;
    }
    return plan;
  }

  /** Pods that are only on their way to a Node, as that of others who are leaving it, count. */
  private static long promised(Gang gang, ClusterSnapshot snapshot) {
    return gang.pending().stream()
        .filter(member -> snapshot.nominations().nodeOf(member.uid()) != null)
        .count();
  }

  /** One way to place a gang, from the snapshot on. */
  private final class Attempt {

    private final Gang gang;
    private final Trial trial;
    private final Budgets budgets;
    private final Predicate<PodInfo> evicted;
    private final Map<PodInfo, String> places = new LinkedHashMap<>();
    private final Map<PodInfo, Candidate> evictions = new HashMap<>();
    private final Set<String> rejectedBy = new HashSet<>(Set.of(GangScheduling.NAME));
    private String firstReason = "";

    Attempt(Gang gang, ClusterSnapshot snapshot, Budgets budgets, Predicate<PodInfo> evicted) {
      this.gang = gang;
      this.trial = new Trial(decider, snapshot);
      this.budgets = budgets;
      this.evicted = evicted;
    }

    /** Places all that fit, also those that are more than needed. */
    GangPlan withRoomThereIs() {
      for (PodInfo member : GangPlan.inOrder(gang.pending())) {
        place(member);
      }
      return result();
    }

    /** Evicts for as many as are needed. */
    GangPlan withRoomMade() {
      for (PodInfo member : GangPlan.inOrder(gang.pending())) {
        Diagnosis diagnosis = places.size() < gang.missing() ? place(member) : null;
        if (diagnosis != null) {
          var plan = preemption.plan(member, trial.snapshot(), diagnosis, budgets, evicted);
          if (plan instanceof Preemption.Evict(Candidate candidate)) {
            trial.put(member, candidate.node(), candidate.victims());
            places.put(member, candidate.node());
            evictions.put(member, candidate);
          }
        }
      }
      return result();
    }

    /** Null if there is a place, else why there is none. */
    private @Nullable Diagnosis place(PodInfo member) {
      return switch (trial.place(member)) {
        case Decision.Placed placed -> {
          places.put(member, placed.node());
          yield null;
        }
        case Decision.Unfit(Diagnosis diagnosis) -> {
          rejectedBy.addAll(diagnosis.rejectedBy());
          firstReason = firstReason.isEmpty() ? diagnosis.message() : firstReason;
          yield diagnosis;
        }
      };
    }

    private GangPlan result() {
      if (places.size() >= gang.missing()) {
        return new GangPlan.Together(places, evictions);
      }
      return new GangPlan.NotYet(
          "pod group \"%s\": only %d of the %d pods that start together fit: %s"
              .formatted(
                  gang.name().name(),
                  places.size() + gang.bound().size(),
                  gang.missing() + gang.bound().size(),
                  firstReason),
          rejectedBy);
    }
  }
}
