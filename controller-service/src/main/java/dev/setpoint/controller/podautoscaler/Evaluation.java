package dev.setpoint.controller.podautoscaler;

import dev.setpoint.common.json.KubeJson;
import dev.setpoint.controller.podautoscaler.ReplicaCalculator.Proposal;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.autoscaling.v2.ContainerResourceMetricSource;
import io.fabric8.kubernetes.api.model.autoscaling.v2.ExternalMetricSource;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricIdentifier;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricTarget;
import io.fabric8.kubernetes.api.model.autoscaling.v2.ObjectMetricSource;
import io.fabric8.kubernetes.api.model.autoscaling.v2.PodsMetricSource;
import io.fabric8.kubernetes.api.model.autoscaling.v2.ResourceMetricSource;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** What each metric of an autoscaler makes of the target, and what is said of it. */
final class Evaluation {

  private final Metrics metrics;
  private final ReplicaCalculator calculator;
  private final Scope scope;

  /**
   * @param selector of the target's Pods
   * @param existing replicas there are
   */
  record Scope(String namespace, String selector, int existing) {}

  Evaluation(Metrics metrics, ReplicaCalculator calculator, Scope scope) {
    this.metrics = metrics;
    this.calculator = calculator;
    this.scope = scope;
  }

  /** What became of one metric. */
  sealed interface Outcome {

    /**
     * @param name of the metric, as the reasons of changes tell it
     * @param status as {@code status.currentMetrics} shows it
     */
    record Proposed(int replicas, String name, ObjectNode status) implements Outcome {}

    /**
     * @param reason of the condition and the Event
     * @param message of the same
     * @param whole the message with what was tried
     */
    record Failed(String reason, String message, String whole) implements Outcome {}
  }

  /** One kind of metric; what is thrown says why there is no proposal. */
  private interface Attempt {
    Outcome run() throws MetricFailure;
  }

  Outcome of(MetricSpec spec) {
    return switch (spec.getType()) {
      case "Resource" -> resource(spec.getResource());
      case "ContainerResource" -> container(spec.getContainerResource());
      case "Pods" -> pods(spec.getPods());
      case "Object" -> object(spec.getObject());
      case "External" -> external(spec.getExternal());
      case String type -> {
        String message = "unknown metric source type \"" + type + "\"";
        yield new Outcome.Failed("InvalidMetricSourceType", message, message);
      }
    };
  }

  private static Outcome attempt(String reason, String trying, String whole, Attempt attempt) {
    try {
      return attempt.run();
    } catch (MetricFailure e) {
      return new Outcome.Failed(reason, trying + e.message(), whole + e.message());
    }
  }

  private static ObjectNode status(String type, String field, ObjectNode of) {
    ObjectNode status = KubeJson.TREES.createObjectNode().put("type", type);
    status.set(field, of);
    return status;
  }

  private static ObjectNode object(Object typed) {
    return KubeJson.toTree(typed);
  }

  private Outcome resource(ResourceMetricSource source) {
    String name = source.getName();
    String trying = failedTo(name, source.getTarget());
    return attempt(
        "FailedGetResourceMetric",
        trying,
        "failed to get " + name + " resource metric value: " + trying,
        () -> {
          Proposal proposal = usage(name, "", source.getTarget());
          ObjectNode of = KubeJson.TREES.createObjectNode().put("name", name);
          of.set("current", current(source.getTarget(), proposal));
          return new Outcome.Proposed(
              proposal.replicas(),
              isAverage(source.getTarget())
                  ? name + " resource"
                  : name + " resource utilization (percentage of request)",
              status("Resource", "resource", of));
        });
  }

  private Outcome container(ContainerResourceMetricSource source) {
    String name = source.getName();
    String container = source.getContainer();
    String trying = failedTo(name, source.getTarget());
    return attempt(
        "FailedGetContainerResourceMetric",
        trying,
        "failed to get " + container + " container metric value: " + trying,
        () -> {
          Proposal proposal = usage(name, container, source.getTarget());
          ObjectNode of =
              KubeJson.TREES.createObjectNode().put("name", name).put("container", container);
          of.set("current", current(source.getTarget(), proposal));
          return new Outcome.Proposed(
              proposal.replicas(),
              isAverage(source.getTarget())
                  ? name + " resource"
                  : name + " container resource utilization (percentage of request)",
              status("ContainerResource", "containerResource", of));
        });
  }

  private static boolean isAverage(MetricTarget target) {
    return target.getAverageValue() != null;
  }

  private static String failedTo(String resource, MetricTarget target) {
    return "failed to get " + resource + (isAverage(target) ? " usage: " : " utilization: ");
  }

  private Proposal usage(String resource, String container, MetricTarget target)
      throws MetricFailure {
    Map<String, PodMetric> read;
    try {
      read = metrics.resource(resource, scope.namespace, scope.selector, container);
    } catch (MetricFailure e) {
      throw new MetricFailure(
          "unable to get metrics for resource " + resource + ": " + e.message());
    }
    return isAverage(target)
        ? calculator.average(read, resource.equals("cpu"), Amounts.milli(target.getAverageValue()))
        : calculator.utilization(read, resource, container, target.getAverageUtilization());
  }

  private static ObjectNode current(MetricTarget target, Proposal proposal) {
    ObjectNode current = KubeJson.TREES.createObjectNode();
    if (!isAverage(target)) {
      current.put("averageUtilization", proposal.utilization());
    }
    return current.put("averageValue", Amounts.text(proposal.usage()));
  }

  private static ObjectNode identified(MetricIdentifier metric, String field, long value) {
    ObjectNode of = KubeJson.TREES.createObjectNode();
    of.set("metric", object(metric));
    of.putObject("current").put(field, Amounts.text(value));
    return of;
  }

  private Outcome pods(PodsMetricSource source) {
    String name = source.getMetric().getName();
    return attempt(
        "FailedGetPodsMetric",
        "",
        "failed to get pods metric value: ",
        () -> {
          Map<String, PodMetric> read;
          try {
            read =
                metrics.pods(
                    name,
                    scope.namespace,
                    calculator.pods().stream().map(Evaluation::name).toList(),
                    source.getMetric().getSelector());
          } catch (MetricFailure e) {
            throw new MetricFailure("unable to get metric " + name + ": " + e.message());
          }
          Proposal proposal =
              calculator.average(read, false, Amounts.milli(source.getTarget().getAverageValue()));
          return new Outcome.Proposed(
              proposal.replicas(),
              "pods metric " + name,
              status(
                  "Pods",
                  "pods",
                  identified(source.getMetric(), "averageValue", proposal.usage())));
        });
  }

  private static String name(Pod pod) {
    return pod.getMetadata().getName();
  }

  private Outcome object(ObjectMetricSource source) {
    String name = source.getMetric().getName();
    LabelSelector selector = source.getMetric().getSelector();
    MetricTarget target = source.getTarget();
    boolean average = "AverageValue".equals(target.getType());
    return attempt(
        "FailedGetObjectMetric",
        "",
        "failed to get object metric value: "
            + (average ? "failed to get " + name + " object metric: " : ""),
        () -> {
          long value = described(source);
          Proposal proposal =
              average
                  ? calculator.perPod(
                      value, Amounts.milli(target.getAverageValue()), scope.existing)
                  : calculator.value(value, Amounts.milli(target.getValue()));
          ObjectNode of =
              identified(source.getMetric(), average ? "averageValue" : "value", proposal.usage());
          of.set("describedObject", object(source.getDescribedObject()));
          return new Outcome.Proposed(
              proposal.replicas(),
              average
                  ? "external metric " + name + "(" + SelectorText.goText(selector) + ")"
                  : source.getDescribedObject().getKind() + " metric " + name,
              status("Object", "object", of));
        });
  }

  private long described(ObjectMetricSource source) throws MetricFailure {
    String name = source.getMetric().getName();
    var object = source.getDescribedObject();
    try {
      return metrics.object(name, scope.namespace, object, source.getMetric().getSelector());
    } catch (MetricFailure e) {
      throw new MetricFailure(
          "unable to get metric "
              + name
              + ": "
              + object.getKind()
              + " on "
              + scope.namespace
              + " "
              + object.getName()
              + "/"
              + e.message());
    }
  }

  private Outcome external(ExternalMetricSource source) {
    String name = source.getMetric().getName();
    String selector = SelectorText.goText(source.getMetric().getSelector());
    MetricTarget target = source.getTarget();
    return attempt(
        "FailedGetExternalMetric",
        "",
        "failed to get "
            + name
            + " external metric value: "
            + (isAverage(target)
                ? "failed to get " + name + " external metric: "
                : "failed to get external metric " + name + ": "),
        () -> {
          long value;
          try {
            value = metrics.external(name, scope.namespace, source.getMetric().getSelector());
          } catch (MetricFailure e) {
            throw new MetricFailure(
                "unable to get external metric "
                    + scope.namespace
                    + "/"
                    + name
                    + "/"
                    + selector
                    + ": "
                    + e.message());
          }
          Proposal proposal =
              isAverage(target)
                  ? calculator.perPod(
                      value, Amounts.milli(target.getAverageValue()), scope.existing)
                  : calculator.value(value, Amounts.milli(target.getValue()));
          return new Outcome.Proposed(
              proposal.replicas(),
              "external metric " + name + "(" + selector + ")",
              status(
                  "External",
                  "external",
                  identified(
                      source.getMetric(),
                      isAverage(target) ? "averageValue" : "value",
                      proposal.usage())));
        });
  }
}
