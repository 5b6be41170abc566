package dev.setpoint.controller.job;

import dev.setpoint.common.resource.SafeNames;
import dev.setpoint.common.workload.PodControl;
import dev.setpoint.controller.job.JobPlan.NewPod;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Makes a Job's Pods from its template. */
final class JobPodFactory {

  private static final String VARIABLE = "JOB_COMPLETION_INDEX";

  private JobPodFactory() {}

  static Pod make(Job job, NewPod wanted, RandomGenerator random) {
    boolean indexed = wanted.index() != JobPods.NO_INDEX;
    String name = job.getMetadata().getName();
    String prefix = indexed ? name + "-" + wanted.index() + "-" : name + "-";
    PodBuilder pod =
        PodControl.podFor(job, job.getSpec().getTemplate(), SafeNames.generate(prefix, random))
            .editMetadata()
            .withGenerateName(prefix)
            .addToFinalizers(JobPods.FINALIZER)
            .endMetadata();
    if (indexed) {
      index(pod, name, wanted.index());
    }
    if (Specs.countsPerIndex(job)) {
      countFailures(pod, job, wanted.predecessor());
    }
    return pod.build();
  }

  private static void index(PodBuilder pod, String job, int index) {
    pod.editMetadata()
        .addToAnnotations(JobPods.INDEX, Integer.toString(index))
        .addToLabels(JobPods.INDEX, Integer.toString(index))
        .endMetadata()
        .editSpec()
        .withHostname(job + "-" + index)
        .withContainers(withVariable(pod.buildSpec().getContainers()))
        .withInitContainers(withVariable(pod.buildSpec().getInitContainers()))
        .endSpec();
  }

  private static List<Container> withVariable(@Nullable List<Container> containers) {
    List<Container> with = new ArrayList<>();
    if (containers != null) {
      for (Container container : containers) {
        boolean said =
            container.getEnv() != null
                && container.getEnv().stream().anyMatch(env -> env.getName().equals(VARIABLE));
        with.add(
            said
                ? container
                : new ContainerBuilder(container)
                    .addNewEnv()
                    .withName(VARIABLE)
                    .withNewValueFrom()
                    .withNewFieldRef()
                    .withFieldPath("metadata.labels['" + JobPods.INDEX + "']")
                    .endFieldRef()
                    .endValueFrom()
                    .endEnv()
                    .build());
      }
    }
    return with;
  }

  private static void countFailures(PodBuilder pod, Job job, @Nullable Pod before) {
    int failures = before == null ? 0 : JobPods.failures(before);
    int ignored = before == null ? 0 : JobPods.ignoredFailures(before);
    if (before != null) {
      if (FailurePolicy.of(job, before).action() == FailurePolicy.Action.IGNORE) {
        ignored++;
      } else {
        failures++;
      }
    }
    pod.editMetadata().addToAnnotations(JobPods.FAILURES, Integer.toString(failures)).endMetadata();
    if (ignored > 0) {
      pod.editMetadata().addToAnnotations(JobPods.IGNORED, Integer.toString(ignored)).endMetadata();
    }
  }
}
