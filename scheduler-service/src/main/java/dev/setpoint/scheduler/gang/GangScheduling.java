package dev.setpoint.scheduler.gang;

import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.scheduler.framework.ClusterChange;
import dev.setpoint.scheduler.framework.PermitPlugin;
import dev.setpoint.scheduler.framework.ReservePlugin;
import dev.setpoint.scheduler.framework.Verdict;
import dev.setpoint.scheduler.snapshot.ClusterCache;
import dev.setpoint.scheduler.snapshot.PodInfo;
import org.springframework.stereotype.Component;

/**
 * Holds Pods of a gang that have a place until enough of them do; once one of them loses its place
 * before that, all give theirs back, so that no two gangs wait for what the other holds.
 */
@Component
public final class GangScheduling implements ReservePlugin, PermitPlugin {

  public static final String NAME = "GangScheduling";

  private final GangBook book;
  private final ClusterCache cache;
  private final Waiting waiting;

  public GangScheduling(GangBook book, ClusterCache cache, Waiting waiting) {
    this.book = book;
    this.cache = cache;
    this.waiting = waiting;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int order() {
    return 20;
  }

  @Override
  public Verdict reserve(PodInfo pod, String node) {
    book.reserve(pod);
    return Verdict.FITS;
  }

  @Override
  public Permission permit(PodInfo pod, String node) {
    Gang gang = book.of(pod);
    if (gang == null || gang.group() == null) {
      return new Permission.Allow();
    }
    if (gang.missing() > 0) {
      return new Permission.Wait(gang.group().timeout());
    }
    gang.reserved().forEach(member -> waiting.allow(member.uid(), NAME));
    return new Permission.Allow();
  }

  @Override
  public void unreserve(PodInfo pod, String node) {
    book.release(pod);
    collapse(pod, "another Pod of the gang lost its place");
  }

  /** Where a gang can't become whole any more, those of it that wait give up as well. */
  public void collapse(PodInfo pod, String why) {
    Gang gang = book.of(pod);
    if (gang == null || promised(gang) >= gang.missing()) {
      return;
    }
    gang.pending().forEach(member -> cache.withdraw(member.uid()));
    String told = "pod group \"%s\" gives up: %s".formatted(gang.name().name(), why);
    book.waits(gang.name(), told);
    gang.reserved().forEach(member -> waiting.deny(member.uid(), NAME, told));
  }

  private long promised(Gang gang) {
    return gang.pending().stream()
        .filter(member -> cache.nominatedNode(member.uid()) != null)
        .count();
  }

  @Override
  public boolean mayHelp(PodInfo waiting, ClusterChange change) {
    ObjectKey group = PodGroup.of(waiting);
    return switch (change) {
      case ClusterChange.PodArrived arrived ->
          group != null && group.equals(PodGroup.of(arrived.pod()));
      case ClusterChange.GroupChanged changed -> changed.group().equals(group);
      case ClusterChange.NodeAdded other -> false;
      case ClusterChange.NodeChanged other -> false;
      case ClusterChange.NodeRemoved other -> false;
      case ClusterChange.PodPlaced other -> false;
      case ClusterChange.PodChanged other -> false;
      case ClusterChange.PodGone other -> false;
      case ClusterChange.Indirect other -> false;
    };
  }
}
