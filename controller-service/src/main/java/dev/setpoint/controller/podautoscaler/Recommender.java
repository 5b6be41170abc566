package dev.setpoint.controller.podautoscaler;

import dev.setpoint.common.json.KubeJson;
import dev.setpoint.controller.podautoscaler.Evaluation.Outcome;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Makes one recommendation of what all metrics propose: the highest. */
final class Recommender {

  private Recommender() {}

  /**
   * @param replicas null where nothing may be done
   * @param metric the one that counts; empty for none
   * @param active what is to be said of the metrics
   * @param failure of the first that failed, with how many did; null for none
   */
  record Recommendation(
      @Nullable Integer replicas,
      String metric,
      List<ObjectNode> statuses,
      Condition active,
      @Nullable String failure,
      List<Outcome.Failed> failed) {}

  /**
   * A metric that can't be had never lets the target shrink.
   *
   * @param current replicas that the target is to have
   */
  static Recommendation of(
      List<MetricSpec> specs, int current, Function<MetricSpec, Outcome> evaluate) {
    int highest = 0;
    String name = "";
    List<ObjectNode> statuses = new ArrayList<>();
    List<Outcome.Failed> failed = new ArrayList<>();
    for (MetricSpec spec : specs) {
      switch (evaluate.apply(spec)) {
        case Outcome.Proposed proposed -> {
          if (highest == 0 || proposed.replicas() > highest) {
            highest = proposed.replicas();
            name = proposed.name();
          }
          statuses.add(proposed.status());
        }
        case Outcome.Failed failure -> {
          failed.add(failure);
          statuses.add(KubeJson.TREES.createObjectNode().put("type", ""));
        }
      }
    }
    String failure =
        failed.isEmpty()
            ? null
            : "invalid metrics ("
                + failed.size()
                + " invalid out of "
                + specs.size()
                + "), first error is: "
                + failed.getFirst().whole();
    if (failed.size() >= specs.size() || (!failed.isEmpty() && highest < current)) {
      Condition why =
          failed.isEmpty()
              ? Condition.active(false, "", "")
              : Condition.active(
                  false,
                  failed.getFirst().reason(),
                  "the HPA was unable to compute the replica count: "
                      + failed.getFirst().message());
      return new Recommendation(null, "", statuses, why, failure, failed);
    }
    Condition found =
        Condition.active(
            true,
            "ValidMetricFound",
            "the HPA was able to successfully calculate a replica count from " + name);
    return new Recommendation(highest, name, statuses, found, failure, failed);
  }
}
