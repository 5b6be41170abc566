package dev.setpoint.controller.deployment;

import static dev.setpoint.controller.deployment.Numbers.maxSurge;
import static dev.setpoint.controller.deployment.Numbers.replicas;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The notes that a Deployment keeps on itself and its ReplicaSets, read by kubectl as well. */
final class Annotations {

  static final String REVISION = "deployment.kubernetes.io/revision";
  static final String REVISION_HISTORY = "deployment.kubernetes.io/revision-history";
  static final String DESIRED = "deployment.kubernetes.io/desired-replicas";
  static final String MAX = "deployment.kubernetes.io/max-replicas";

  private static final int HISTORY_CHARS = 2000;
  private static final Set<String> NOT_COPIED =
      Set.of(
          "kubectl.kubernetes.io/last-applied-configuration",
          REVISION,
          REVISION_HISTORY,
          DESIRED,
          MAX,
          "deprecated.deployment.rollback.to");

  private Annotations() {}

  static Map<String, String> of(HasMetadata object) {
    Map<String, String> annotations = object.getMetadata().getAnnotations();
    return annotations == null ? Map.of() : annotations;
  }

  /** The revision noted on an object; 0 where there is none. */
  static long revision(HasMetadata object) {
    return number(of(object).get(REVISION));
  }

  private static long number(@Nullable String text) {
    try {
      return text == null || text.isEmpty() ? 0 : Long.parseLong(text);
    } catch (NumberFormatException e) {
      return 0; // somebody wrote something else there; it is as good as none
    }
  }

  static int desired(ReplicaSet set) {
    return of(set).containsKey(DESIRED) ? (int) number(of(set).get(DESIRED)) : -1;
  }

  static int max(ReplicaSet set) {
    return (int) number(of(set).get(MAX));
  }

  /** The annotations that size a ReplicaSet's share when the Deployment is scaled midway. */
  static Map<String, String> sizes(Deployment deployment) {
    return Map.of(
        DESIRED, Integer.toString(replicas(deployment)),
        MAX, Integer.toString(replicas(deployment) + maxSurge(deployment)));
  }

  /**
   * What the current ReplicaSet's annotations are to be: the Deployment's own, the revision, and
   * the revisions it had before a rollback brought it back.
   */
  static Map<String, String> forNewSet(
      Deployment deployment, Map<String, String> before, long revision, boolean exists) {
    Map<String, String> after = new LinkedHashMap<>(before);
    of(deployment)
        .forEach(
            (name, value) -> {
              if (!NOT_COPIED.contains(name)) {
                after.put(name, value);
              }
            });
    String was = before.get(REVISION);
    if (number(was) < revision) {
      after.put(REVISION, Long.toString(revision));
      if (was != null) {
        String history = appended(before.getOrDefault(REVISION_HISTORY, ""), was);
        after.put(REVISION_HISTORY, history);
      }
    }
    if (!exists) {
      after.putAll(sizes(deployment));
    }
    return after;
  }

  private static String appended(String history, String revision) {
    if (history.isEmpty()) {
      return revision;
    }
    List<String> all = new ArrayList<>(Arrays.asList(history.split(",", -1)));
    all.add(revision);
    while (String.join(",", all).length() > HISTORY_CHARS && all.size() > 1) {
      all.removeFirst();
    }
    return String.join(",", all);
  }
}
