package dev.setpoint.scheduler.snapshot;

import dev.setpoint.common.pod.PodStates;
import dev.setpoint.common.resource.ObjectKey;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Toleration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A Pod with everything that decisions ask of it worked out once. */
public final class PodInfo {

  private final Pod pod;
  private final ObjectKey key;
  private final String uid;
  private final PodLabels labels;
  private final ResourceVector requests;
  private final ResourceVector nonZeroRequests;
  private final List<HostPort> hostPorts;
  private final int priority;
  private final List<AffinityTerm> requiredAffinity;
  private final List<AffinityTerm> requiredAntiAffinity;
  private final List<AffinityTerm> preferredAffinity;

  private PodInfo(Pod pod, PodLabels labels) {
    this.pod = pod;
    this.key = ObjectKey.of(pod);
    this.uid = uidOf(pod);
    this.labels = labels;
    this.requests = PodRequests.of(pod);
    this.nonZeroRequests = PodRequests.nonZero(pod);
    this.hostPorts = HostPort.of(pod);
    Integer priority = pod.getSpec().getPriority();
    this.priority = priority == null ? 0 : priority;
    this.requiredAffinity = AffinityTerm.requiredAffinity(this);
    this.requiredAntiAffinity = AffinityTerm.requiredAntiAffinity(this);
    this.preferredAffinity = AffinityTerm.preferred(this);
  }

  public static PodInfo of(Pod pod) {
    return new PodInfo(pod, labelsOf(pod));
  }

  /** As {@link #of(Pod)}, sharing an equal labels object that the caller has already. */
  static PodInfo of(Pod pod, PodLabels labels) {
    return new PodInfo(pod, labels);
  }

  static PodLabels labelsOf(Pod pod) {
    Map<String, String> labels = pod.getMetadata().getLabels();
    return new PodLabels(ObjectKey.of(pod).namespace(), labels == null ? Map.of() : labels);
  }

  /** The uid, or the key where a hand-made Pod has none. */
  public static String uidOf(Pod pod) {
    String uid = pod.getMetadata().getUid();
    return uid == null ? ObjectKey.of(pod).toString() : uid;
  }

  public Pod pod() {
    return pod;
  }

  public ObjectMeta metadata() {
    return pod.getMetadata();
  }

  public ObjectKey key() {
    return key;
  }

  public String uid() {
    return uid;
  }

  public PodLabels labels() {
    return labels;
  }

  public ResourceVector requests() {
    return requests;
  }

  /** Requests with a floor for containers that ask for no CPU or memory: for scoring only. */
  public ResourceVector nonZeroRequests() {
    return nonZeroRequests;
  }

  public List<HostPort> hostPorts() {
    return hostPorts;
  }

  public int priority() {
    return priority;
  }

  public List<Toleration> tolerations() {
    return pod.getSpec().getTolerations();
  }

  public @Nullable Affinity affinity() {
    return pod.getSpec().getAffinity();
  }

  /** All of these must be met. */
  public List<AffinityTerm> requiredAffinity() {
    return requiredAffinity;
  }

  /** None of these may be met. */
  public List<AffinityTerm> requiredAntiAffinity() {
    return requiredAntiAffinity;
  }

  /** Wishes; those to be apart have negative weights. */
  public List<AffinityTerm> preferredAffinity() {
    return preferredAffinity;
  }

  /** Whether the Pod cares at all which other Pods are near it. */
  public boolean hasPodAffinity() {
    return !(requiredAffinity.isEmpty()
        && requiredAntiAffinity.isEmpty()
        && preferredAffinity.isEmpty());
  }

  /** When its Node took it up; the end of time for one that has not been. */
  public Instant started() {
    Instant start = pod.getStatus() == null ? null : PodStates.time(pod.getStatus().getStartTime());
    return start == null ? Instant.MAX : start;
  }

  public boolean terminating() {
    return metadata().getDeletionTimestamp() != null;
  }

  @Override
  public String toString() {
    return key.toString();
  }
}
