package dev.setpoint.controller.job;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyOnExitCodesRequirement;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyOnPodConditionsPattern;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a Job makes of a failed Pod, as matchPodFailurePolicy in pod_failure_policy.go decides. */
final class FailurePolicy {

  private FailurePolicy() {}

  enum Action {
    COUNT,
    IGNORE,
    FAIL_INDEX,
    FAIL_JOB
  }

  /**
   * @param message which rule matched and why; empty where none did
   */
  record Verdict(Action action, String message) {}

  static Verdict of(Job job, Pod pod) {
    if (job.getSpec().getPodFailurePolicy() == null) {
      return new Verdict(Action.COUNT, "");
    }
    List<PodFailurePolicyRule> rules = job.getSpec().getPodFailurePolicy().getRules();
    for (int i = 0; i < rules.size(); i++) {
      PodFailurePolicyRule rule = rules.get(i);
      if (rule.getAction().equals("FailIndex") && !Specs.countsPerIndex(job)) {
        continue;
      }
      String why = match(rule, pod);
      if (why != null) {
        return new Verdict(
            action(rule.getAction()),
            why + " matching " + rule.getAction() + " rule at index " + i);
      }
    }
    return new Verdict(Action.COUNT, "");
  }

  private static Action action(String name) {
    return switch (name) {
      case "Ignore" -> Action.IGNORE;
      case "FailIndex" -> Action.FAIL_INDEX;
      case "FailJob" -> Action.FAIL_JOB;
      default -> Action.COUNT;
    };
  }

  private static @Nullable String match(PodFailurePolicyRule rule, Pod pod) {
    String name = pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
    if (rule.getOnExitCodes() != null) {
      for (ContainerStatus status : JobPods.containers(pod)) {
        Integer code = exitCode(status);
        if (code != null && code != 0 && matches(rule.getOnExitCodes(), status.getName(), code)) {
          return "Container "
              + status.getName()
              + " for pod "
              + name
              + " failed with exit code "
              + code;
        }
      }
      return null;
    }
    if (rule.getOnPodConditions() != null && pod.getStatus() != null) {
      for (PodCondition condition : conditions(pod)) {
        if (rule.getOnPodConditions().stream().anyMatch(pattern -> matches(pattern, condition))) {
          return "Pod " + name + " has condition " + condition.getType();
        }
      }
    }
    return null;
  }

  private static List<PodCondition> conditions(Pod pod) {
    @Nullable List<PodCondition> conditions = pod.getStatus().getConditions();
    return conditions == null ? List.of() : conditions;
  }

  private static @Nullable Integer exitCode(ContainerStatus status) {
    return status.getState() == null || status.getState().getTerminated() == null
        ? null
        : status.getState().getTerminated().getExitCode();
  }

  private static boolean matches(
      PodFailurePolicyOnExitCodesRequirement wanted, String container, int code) {
    boolean named =
        wanted.getContainerName() == null || wanted.getContainerName().equals(container);
    return named && wanted.getOperator().equals("In") == wanted.getValues().contains(code);
  }

  private static boolean matches(
      PodFailurePolicyOnPodConditionsPattern pattern, PodCondition condition) {
    String status = pattern.getStatus() == null ? "True" : pattern.getStatus();
    return pattern.getType().equals(condition.getType()) && status.equals(condition.getStatus());
  }
}
