package dev.setpoint.scheduler.snapshot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A Node and the Pods on it, assumed ones included; a change makes a new one. The sums are always
 * taken over the Pods anew: a Node holds few, and sums that are never adjusted can't drift.
 */
public final class NodeInfo {

  private final NodeFacts facts;
  private final List<PodInfo> pods;
  private final long requestedMilliCpu;
  private final long requestedMemory;
  private final long requestedEphemeralStorage;
  private final Map<String, Long> requestedOthers;
  private final long nonZeroMilliCpu;
  private final long nonZeroMemory;
  private final int lowestPriority;
  private final List<HostPort> usedPorts;
  private final List<PodInfo> podsWithAffinity;
  private final List<PodInfo> podsWithRequiredAntiAffinity;

  public NodeInfo(NodeFacts facts, List<PodInfo> pods) {
    this.facts = facts;
    this.pods = List.copyOf(pods);
    long cpu = 0;
    long memory = 0;
    long storage = 0;
    long nonZeroCpu = 0;
    long nonZeroMem = 0;
    Map<String, Long> others = Map.of();
    int lowest = Integer.MAX_VALUE;
    List<HostPort> ports = List.of();
    List<PodInfo> affine = List.of();
    List<PodInfo> anti = List.of();
    for (PodInfo pod : this.pods) {
      ResourceVector requests = pod.requests();
      lowest = Math.min(lowest, pod.priority());
      cpu += requests.milliCpu();
      memory += requests.memory();
      storage += requests.ephemeralStorage();
      nonZeroCpu += pod.nonZeroRequests().milliCpu();
      nonZeroMem += pod.nonZeroRequests().memory();
      if (!requests.others().isEmpty()) {
        others = others.isEmpty() ? new HashMap<>() : others;
        for (Map.Entry<String, Long> other : requests.others().entrySet()) {
          others.merge(other.getKey(), other.getValue(), Long::sum);
        }
      }
      if (!pod.hostPorts().isEmpty()) {
        ports = ports.isEmpty() ? new ArrayList<>() : ports;
        ports.addAll(pod.hostPorts());
      }
      if (pod.hasPodAffinity()) {
        affine = affine.isEmpty() ? new ArrayList<>() : affine;
        affine.add(pod);
        if (!pod.requiredAntiAffinity().isEmpty()) {
          anti = anti.isEmpty() ? new ArrayList<>() : anti;
          anti.add(pod);
        }
      }
    }
    this.requestedMilliCpu = cpu;
    this.requestedMemory = memory;
    this.requestedEphemeralStorage = storage;
    this.requestedOthers = others;
    this.nonZeroMilliCpu = nonZeroCpu;
    this.nonZeroMemory = nonZeroMem;
    this.lowestPriority = lowest;
    this.usedPorts = ports;
    this.podsWithAffinity = affine;
    this.podsWithRequiredAntiAffinity = anti;
  }

  /** This Node with more Pods on it. */
  public NodeInfo plus(List<PodInfo> more) {
    List<PodInfo> all = new ArrayList<>(pods);
    all.addAll(more);
    return new NodeInfo(facts, all);
  }

  public NodeFacts facts() {
    return facts;
  }

  public String name() {
    return facts.name();
  }

  public Map<String, String> labels() {
    return facts.labels();
  }

  public ResourceVector allocatable() {
    return facts.allocatable();
  }

  public List<PodInfo> pods() {
    return pods;
  }

  public long requestedMilliCpu() {
    return requestedMilliCpu;
  }

  public long requestedMemory() {
    return requestedMemory;
  }

  public long requestedEphemeralStorage() {
    return requestedEphemeralStorage;
  }

  public long requestedOther(String name) {
    Long amount = requestedOthers.get(name);
    return amount == null ? 0 : amount;
  }

  public long nonZeroMilliCpu() {
    return nonZeroMilliCpu;
  }

  public long nonZeroMemory() {
    return nonZeroMemory;
  }

  /** The lowest priority of the Pods here; the highest number there is where there are none. */
  public int lowestPriority() {
    return lowestPriority;
  }

  public List<HostPort> usedPorts() {
    return usedPorts;
  }

  /** Pods with any affinity or anti-affinity to other Pods. */
  public List<PodInfo> podsWithAffinity() {
    return podsWithAffinity;
  }

  public List<PodInfo> podsWithRequiredAntiAffinity() {
    return podsWithRequiredAntiAffinity;
  }

  @Override
  public String toString() {
    return name() + pods;
  }
}
