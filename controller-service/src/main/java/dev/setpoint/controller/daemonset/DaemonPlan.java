package dev.setpoint.controller.daemonset;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import java.util.List;

/**
 * What a DaemonSet needs.
 *
 * @param create the Nodes that get a Pod
 * @param delete Pods to remove
 * @param ended those among them that ended by themselves
 */
record DaemonPlan(List<String> create, List<Pod> delete, List<Pod> ended, DaemonSetStatus status) {}
