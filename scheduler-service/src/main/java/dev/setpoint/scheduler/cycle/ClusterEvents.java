package dev.setpoint.scheduler.cycle;

import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.ResourceHandler;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.scheduler.framework.ClusterChange;
import dev.setpoint.scheduler.gang.GangBook;
import dev.setpoint.scheduler.gang.PodGroup;
import dev.setpoint.scheduler.snapshot.ClusterCache;
import dev.setpoint.scheduler.snapshot.NodeFacts;
import dev.setpoint.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Carries what the informers tell into the cache and the queue. The cache always hears first, so
 * that a Pod woken by a change is judged by a snapshot that has it.
 */
final class ClusterEvents {

  private final ClusterCache cache;
  private final SchedulingQueue queue;
  private final GangBook gangs;
  private final Set<String> schedulerNames;

  ClusterEvents(
      ClusterCache cache, GangBook gangs, SchedulingQueue queue, Set<String> schedulerNames) {
    this.cache = cache;
    this.gangs = gangs;
    this.queue = queue;
    this.schedulerNames = schedulerNames;
  }

  void register(Informers informers) {
    informers.informer(Node.class).addHandler(new Nodes());
    informers.informer(Namespace.class).addHandler(new Namespaces());
    informers.informer(PodGroup.class).addHandler(new Groups());
    informers.informer(Pod.class).addHandler(new Pods());
  }

  /** A Pod that takes room on a Node: bound and not at its end. */
  private static boolean takesRoom(Pod pod) {
    String node = pod.getSpec().getNodeName();
    return node != null && !node.isEmpty() && !ended(pod);
  }

  private static boolean ended(Pod pod) {
    String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    return "Succeeded".equals(phase) || "Failed".equals(phase);
  }

  /** A Pod that waits for us to place it. */
  private boolean awaitsUs(Pod pod) {
    String name = pod.getSpec().getSchedulerName();
    String node = pod.getSpec().getNodeName();
    return (node == null || node.isEmpty())
        && !ended(pod)
        && pod.getMetadata().getDeletionTimestamp() == null
        && schedulerNames.contains(name == null || name.isEmpty() ? "default-scheduler" : name);
  }

  private final class Pods implements ResourceHandler<Pod> {

    @Override
    public void onAdd(Pod pod) {
      if (takesRoom(pod)) {
        PodInfo info = cache.info(pod);
        cache.setPod(info, pod.getSpec().getNodeName());
        enroll(info, true);
        queue.remove(info.uid());
        queue.onChange(new ClusterChange.PodPlaced(info));
      } else if (awaitsUs(pod)) {
        PodInfo info = cache.info(pod);
        String promised = Reporter.nominated(pod);
        if (!promised.isEmpty()) {
          cache.nominate(info, promised);
        }
        enroll(info, false);
        queue.put(info);
      }
    }

    /** Pods that are held back or leave don't count for their gang. */
    private void enroll(PodInfo pod, boolean bound) {
      if (pod.terminating() || !pod.pod().getSpec().getSchedulingGates().isEmpty()) {
        gangs.removePod(pod);
        return;
      }
      if (gangs.setPod(pod, bound) && !bound) {
        queue.onChange(new ClusterChange.PodArrived(pod));
      }
    }

    @Override
    public void onUpdate(Pod before, Pod after) {
      if (!PodInfo.uidOf(before).equals(PodInfo.uidOf(after))) {
        onDelete(before);
        onAdd(after);
      } else if (takesRoom(after)) {
        placedOrChanged(before, after);
      } else if (awaitsUs(after)) {
        PodInfo info = cache.info(after);
        renominate(before, after, info);
        enroll(info, false);
        queue.put(info);
      } else {
        onDelete(before);
      }
    }

    /** A promise made here may not have reached the status yet: silence doesn't end it. */
    private void renominate(Pod before, Pod after, PodInfo info) {
      String promised = Reporter.nominated(after);
      String kept = cache.nominatedNode(info.uid());
      if (promised.isEmpty() && Reporter.nominated(before).isEmpty() && kept != null) {
        cache.nominate(info, kept);
      } else if (promised.isEmpty()) {
        cache.withdraw(info.uid());
      } else {
        cache.nominate(info, promised);
      }
    }

    private void placedOrChanged(Pod before, Pod after) {
      if (!takesRoom(before)) {
        onAdd(after);
        return;
      }
      PodInfo old = cache.info(before);
      PodInfo info = cache.info(after);
      cache.setPod(info, after.getSpec().getNodeName());
      enroll(info, true);
      if (!old.labels().equals(info.labels()) || !old.requests().equals(info.requests())) {
        queue.onChange(new ClusterChange.PodChanged(old, info));
      }
    }

    @Override
    public void onDelete(Pod pod) {
      String uid = PodInfo.uidOf(pod);
      boolean tookRoom = cache.placed(uid) || cache.nominatedNode(uid) != null;
      cache.removePod(uid);
      queue.remove(uid);
      PodInfo info = cache.info(pod);
      gangs.removePod(info);
      if (tookRoom) {
        queue.onChange(new ClusterChange.PodGone(info));
      }
    }
  }

  private final class Groups implements ResourceHandler<PodGroup> {

    @Override
    public void onAdd(PodGroup group) {
      gangs.setGroup(group);
      queue.onChange(new ClusterChange.GroupChanged(ObjectKey.of(group)));
    }

    @Override
    public void onUpdate(PodGroup before, PodGroup after) {
      if (Objects.equals(before.getSpec(), after.getSpec())) {
        gangs.setGroup(after);
      } else {
        onAdd(after);
      }
    }

    @Override
    public void onDelete(PodGroup group) {
      gangs.removeGroup(ObjectKey.of(group));
    }
  }

  private final class Nodes implements ResourceHandler<Node> {

    @Override
    public void onAdd(Node node) {
      NodeFacts facts = NodeFacts.of(node);
      cache.setNode(facts);
      queue.onChange(new ClusterChange.NodeAdded(facts));
    }

    @Override
    public void onUpdate(Node before, Node after) {
      NodeFacts old = NodeFacts.of(before);
      NodeFacts facts = NodeFacts.of(after);
      if (!old.equals(facts)) {
        cache.setNode(facts);
        queue.onChange(new ClusterChange.NodeChanged(old, facts));
      }
    }

    @Override
    public void onDelete(Node node) {
      cache.removeNode(node.getMetadata().getName());
      queue.onChange(new ClusterChange.NodeRemoved(NodeFacts.of(node)));
    }
  }

  private final class Namespaces implements ResourceHandler<Namespace> {

    @Override
    public void onAdd(Namespace namespace) {
      cache.setNamespace(namespace.getMetadata().getName(), labels(namespace));
      queue.onChange(new ClusterChange.NamespaceChanged(namespace.getMetadata().getName()));
    }

    @Override
    public void onUpdate(Namespace before, Namespace after) {
      if (!labels(before).equals(labels(after))) {
        onAdd(after);
      }
    }

    @Override
    public void onDelete(Namespace namespace) {
      cache.removeNamespace(namespace.getMetadata().getName());
    }

    private static Map<String, String> labels(Namespace namespace) {
      @Nullable Map<String, String> labels = namespace.getMetadata().getLabels();
      return labels == null ? Map.of() : labels;
    }
  }
}
