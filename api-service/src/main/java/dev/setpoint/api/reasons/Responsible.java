package dev.setpoint.api.reasons;

import static dev.setpoint.api.registry.Trees.text;

import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** Who works on what: the names of GET /controllers, of schedulers, and of nodes' agents. */
final class Responsible {

  private static final Map<String, String> BY_KIND =
      Map.ofEntries(
          Map.entry("CertificateSigningRequest", "certificatesigningrequest-signing-controller"),
          Map.entry("ClusterRole", "clusterrole-aggregation-controller"),
          Map.entry("CronJob", "cronjob-controller"),
          Map.entry("DaemonSet", "daemonset-controller"),
          Map.entry("Deployment", "deployment-controller"),
          Map.entry("Endpoints", "endpoints-controller"),
          Map.entry("EndpointSlice", "endpointslice-controller"),
          Map.entry("HorizontalPodAutoscaler", "horizontal-pod-autoscaler-controller"),
          Map.entry("Job", "job-controller"),
          Map.entry("Namespace", "namespace-controller"),
          Map.entry("Node", "node-lifecycle-controller"),
          Map.entry("PersistentVolume", "persistentvolume-binder-controller"),
          Map.entry("PersistentVolumeClaim", "persistentvolume-binder-controller"),
          Map.entry("PodDisruptionBudget", "disruption-controller"),
          Map.entry("ReplicaSet", "replicaset-controller"),
          Map.entry("ReplicationController", "replicationcontroller-controller"),
          Map.entry("ResourceQuota", "resourcequota-controller"),
          Map.entry("Service", "endpointslice-controller"),
          Map.entry("ServiceAccount", "serviceaccount-controller"),
          Map.entry("StatefulSet", "statefulset-controller"));

  private static final Map<String, String> BY_FINALIZER =
      Map.of(
          "foregroundDeletion", "garbage-collector-controller",
          "orphan", "garbage-collector-controller",
          "kubernetes", "namespace-controller",
          "batch.kubernetes.io/job-tracking", "job-controller",
          "kubernetes.io/pv-protection", "persistentvolume-protection-controller",
          "kubernetes.io/pvc-protection", "persistentvolumeclaim-protection-controller");

  private Responsible() {}

  /** Empty when nothing acts on the kind. */
  static String actor(ObjectNode object) {
    String kind = text(object, "kind");
    return kind.equals("Pod") ? podActor(object) : BY_KIND.getOrDefault(kind, "");
  }

  /** The scheduler until the Pod has a node, that node's agent from then on. */
  private static String podActor(ObjectNode pod) {
    String node = text(pod, "spec", "nodeName");
    return node.isEmpty() ? text(pod, "spec", "schedulerName") : agent(node);
  }

  static String agent(String node) {
    return "kubelet, " + node;
  }

  /** Whoever is to take the finalizer off; empty for those of others. */
  static String remover(String finalizer) {
    return BY_FINALIZER.getOrDefault(finalizer, "");
  }
}
