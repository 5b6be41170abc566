package dev.setpoint.scheduler.gang;

import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.scheduler.snapshot.PodInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which Pods belong to which gang and how far each is, as the informers and the scheduler's own
 * reservations tell it.
 */
public final class GangBook {

  private enum State {
    PENDING,
    RESERVED,
    BOUND
  }

  private record Member(PodInfo pod, State state) {}

  private static final class Page {
    @Nullable PodGroup group;
    String why = "";
    final Map<String, Member> members = new LinkedHashMap<>();
  }

  private final Map<ObjectKey, Page> pages = new HashMap<>();
  private Consumer<ObjectKey> listener = name -> {};
  private long version;

  /** Whom to tell that a gang is not as it was; called under this object's lock. */
  public synchronized void onChange(Consumer<ObjectKey> told) {
    listener = told;
  }

  public synchronized void setGroup(PodGroup group) {
    ObjectKey name = ObjectKey.of(group);
    page(name).group = group;
    changed(name);
  }

  public synchronized void removeGroup(ObjectKey name) {
    page(name).group = null;
    changed(name);
  }

  /**
   * Takes note of a Pod that has not ended; Pods of no gang are ignored.
   *
   * @return whether the Pod is new to its gang
   */
  public synchronized boolean setPod(PodInfo pod, boolean bound) {
    ObjectKey name = PodGroup.of(pod);
    if (name == null) {
      return false;
    }
    Member before = page(name).members.get(pod.uid());
    boolean reserved = before != null && before.state() == State.RESERVED;
    put(name, pod, bound ? State.BOUND : reserved ? State.RESERVED : State.PENDING);
    return before == null;
  }

  public synchronized void removePod(PodInfo pod) {
    ObjectKey name = PodGroup.of(pod);
    if (name != null && page(name).members.remove(pod.uid()) != null) {
      changed(name);
    }
  }

  synchronized void reserve(PodInfo pod) {
    move(pod, State.PENDING, State.RESERVED);
  }

  synchronized void release(PodInfo pod) {
    move(pod, State.RESERVED, State.PENDING);
  }

  private void move(PodInfo pod, State from, State to) {
    ObjectKey name = PodGroup.of(pod);
    Member member = name == null ? null : page(name).members.get(pod.uid());
    if (name != null && member != null && member.state() == from) {
      put(name, member.pod(), to);
    }
  }

  /** Keeps why a gang waits, for its status. */
  public synchronized void waits(ObjectKey name, String why) {
    Page page = pages.get(name);
    if (page != null && !page.why.equals(why)) {
      page.why = why;
      listener.accept(name);
    }
  }

  public synchronized String why(ObjectKey name) {
    return pages.getOrDefault(name, new Page()).why;
  }

  /** The gang of a Pod; null if it belongs to none. */
  public synchronized @Nullable Gang of(PodInfo pod) {
    ObjectKey name = PodGroup.of(pod);
    return name == null ? null : gang(name);
  }

  public synchronized Gang gang(ObjectKey name) {
    Page page = pages.getOrDefault(name, new Page());
    return new Gang(
        name,
        page.group,
        in(page, State.PENDING),
        in(page, State.RESERVED),
        in(page, State.BOUND),
        version);
  }

  private static List<PodInfo> in(Page page, State state) {
    List<PodInfo> pods = new ArrayList<>();
    for (Member member : page.members.values()) {
      if (member.state() == state) {
        pods.add(member.pod());
      }
    }
    return pods;
  }

  private Page page(ObjectKey name) {
    return pages.computeIfAbsent(name, n -> new Page());
  }

  private void put(ObjectKey name, PodInfo pod, State state) {
    page(name).members.put(pod.uid(), new Member(pod, state));
    changed(name);
  }

  private void changed(ObjectKey name) {
    version++;
    Page page = page(name);
    if (page.group == null && page.members.isEmpty()) {
      pages.remove(name);
    }
    listener.accept(name);
  }
}
