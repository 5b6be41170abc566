package dev.setpoint.controller.daemonset;

import dev.setpoint.common.pod.PodStates;
import dev.setpoint.common.resource.SafeNames;
import dev.setpoint.common.workload.PodControl;
import dev.setpoint.common.workload.Revisions;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.NodeSelectorTermBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.RollingUpdateDaemonSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Reads DaemonSets, and makes their Pods. */
final class Daemons {

  private static final String GENERATION = "pod-template-generation";
  private static final String GENERATION_ANNOTATION = "deprecated.daemonset.template.generation";

  private Daemons() {}

  /** What every daemon bears, since it belongs to the Node: whatever is wrong with that. */
  static List<Toleration> tolerations(PodSpec spec) {
    List<Toleration> all = new ArrayList<>();
    if (spec.getTolerations() != null) {
      all.addAll(spec.getTolerations());
    }
    all.add(exists("node.kubernetes.io/not-ready", "NoExecute"));
    all.add(exists("node.kubernetes.io/unreachable", "NoExecute"));
    all.add(exists("node.kubernetes.io/disk-pressure", "NoSchedule"));
    all.add(exists("node.kubernetes.io/memory-pressure", "NoSchedule"));
    all.add(exists("node.kubernetes.io/pid-pressure", "NoSchedule"));
    all.add(exists("node.kubernetes.io/unschedulable", "NoSchedule"));
    if (Boolean.TRUE.equals(spec.getHostNetwork())) {
      all.add(exists("node.kubernetes.io/network-unavailable", "NoSchedule"));
    }
    return all.stream().distinct().toList();
  }

  private static Toleration exists(String key, String effect) {
    return new TolerationBuilder().withKey(key).withOperator("Exists").withEffect(effect).build();
  }

  /** A Pod that the scheduler can put on one Node only. */
  static Pod podFor(DaemonSet set, String node, String hash, RandomGenerator random) {
    String prefix = set.getMetadata().getName() + "-";
    PodBuilder pod =
        PodControl.podFor(set, set.getSpec().getTemplate(), SafeNames.generate(prefix, random))
            .editMetadata()
            .withGenerateName(prefix)
            .addToLabels(Revisions.LABEL, hash)
            .endMetadata();
    String generation = generation(set);
    if (generation != null) {
      pod.editMetadata().addToLabels(GENERATION, generation).endMetadata();
    }
    NodeSelectorTerm here =
        new NodeSelectorTermBuilder()
            .addNewMatchField()
            .withKey("metadata.name")
            .withOperator("In")
            .withValues(node)
            .endMatchField()
            .build();
    return pod.editSpec()
        .withTolerations(tolerations(set.getSpec().getTemplate().getSpec()))
        .editOrNewAffinity()
        .editOrNewNodeAffinity()
        .withNewRequiredDuringSchedulingIgnoredDuringExecution()
        .withNodeSelectorTerms(here)
        .endRequiredDuringSchedulingIgnoredDuringExecution()
        .endNodeAffinity()
        .endAffinity()
        .endSpec()
        .build();
  }

  private static @Nullable String generation(DaemonSet set) {
    @Nullable Map<String, String> annotations = set.getMetadata().getAnnotations();
    return annotations == null ? null : annotations.get(GENERATION_ANNOTATION);
  }

  /** The Node that a Pod is on, or was made for; empty where it says none. */
  static String nodeOf(Pod pod) {
    String name = pod.getSpec().getNodeName();
    if (name != null && !name.isEmpty()) {
      return name;
    }
    if (pod.getSpec().getAffinity() != null
        && pod.getSpec().getAffinity().getNodeAffinity() != null
        && pod.getSpec()
                .getAffinity()
                .getNodeAffinity()
                .getRequiredDuringSchedulingIgnoredDuringExecution()
            != null) {
      for (NodeSelectorTerm term :
          pod.getSpec()
              .getAffinity()
              .getNodeAffinity()
              .getRequiredDuringSchedulingIgnoredDuringExecution()
              .getNodeSelectorTerms()) {
        for (var field : term.getMatchFields()) {
          if (field.getKey().equals("metadata.name") && field.getValues().size() == 1) {
            return field.getValues().getFirst();
          }
        }
      }
    }
    return "";
  }

  static boolean isOf(Pod pod, String hash) {
    @Nullable Map<String, String> labels = pod.getMetadata().getLabels();
    return labels != null && hash.equals(labels.get(Revisions.LABEL));
  }

  static boolean isRolling(DaemonSet set) {
    return set.getSpec().getUpdateStrategy() == null
        || !"OnDelete".equals(set.getSpec().getUpdateStrategy().getType());
  }

  /** How many Nodes may have a second Pod during an update. */
  static int maxSurge(DaemonSet set, int nodes) {
    RollingUpdateDaemonSet rolling = rolling(set);
    return rolling == null || !isRolling(set) ? 0 : resolve(rolling.getMaxSurge(), nodes, 0);
  }

  /** How many Nodes may be without an available Pod during an update. */
  static int maxUnavailable(DaemonSet set, int nodes) {
    RollingUpdateDaemonSet rolling = rolling(set);
    int most = rolling == null ? 1 : resolve(rolling.getMaxUnavailable(), nodes, 1);
    return most == 0 && maxSurge(set, nodes) == 0 ? 1 : most;
  }

  private static @Nullable RollingUpdateDaemonSet rolling(DaemonSet set) {
    return set.getSpec().getUpdateStrategy() == null
        ? null
        : set.getSpec().getUpdateStrategy().getRollingUpdate();
  }

  /** Percentages are rounded up for both. */
  private static int resolve(@Nullable IntOrString value, int of, int otherwise) {
    if (value == null) {
      return otherwise;
    }
    Integer number = value.getIntVal();
    if (number != null) {
      return number;
    }
    String text = value.getStrVal();
    return Math.ceilDiv(Integer.parseInt(text.substring(0, text.length() - 1)) * of, 100);
  }

  static int minReadySeconds(DaemonSet set) {
    Integer seconds = set.getSpec().getMinReadySeconds();
    return seconds == null ? 0 : seconds;
  }

  static boolean isFailed(Pod pod) {
    return PodStates.phase(pod).equals("Failed");
  }
}
